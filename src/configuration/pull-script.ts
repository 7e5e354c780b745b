import { readFileSync } from "node:fs";
import { shippedFile } from "../shipped-file.ts";

/**
 * Reads the pull script as it is injected: without comment lines and indentation, a third of the source. The file is
 * beside the code that injects it, and beside the bundle in the image.
 */
export function readPullScript(): string {
  const source = readFileSync(shippedFile("src/injection/pull.sh"), "utf8");
  return source.replaceAll(/^[ \t]*#.*\n/gm, "").replaceAll(/^[ \t]+|^\n/gm, "");
}
