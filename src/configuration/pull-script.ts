import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { MountedScript } from "../injection/settings.ts";
import { SCRIPT_PREFIX } from "../model-express/pull-script.ts";
import { shippedFile } from "../shipped-file.ts";

/** Reads the pull script as it is injected: without comment lines and indentation, a third of the source. */
export function readPullScript(): string {
  return readShort("src/injection/pull.sh");
}

/** Reads the same for pods that mount it from a ConfigMap. */
export function readMountedScript(): MountedScript {
  const text = readPullScript();
  const digest = createHash("sha256").update(text).digest("hex");
  const name = `${SCRIPT_PREFIX}${digest.slice(0, 10)}`;
  return { name, text, digest, loader: readShort("src/injection/load-pull.sh") };
}

/** Reads a file that is beside the code that injects it, and beside the bundle in the image. */
function readShort(file: string): string {
  const source = readFileSync(shippedFile(file), "utf8");
  return source.replaceAll(/^[ \t]*#.*\n/gm, "").replaceAll(/^[ \t]+|^\n/gm, "");
}
