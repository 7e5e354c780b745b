import { readFileSync } from "node:fs";

/** The text of the pull script, which stands beside the code that injects it (and beside the bundle in the image). */
export function readPullScript(): string {
  return readFileSync(new URL("./injection/pull.sh", import.meta.url), "utf8");
}
