import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Programs that write down how they are started. */
export const ENGINES = ["vllm", "python3"];

/** Programs of the system that scripts may use: none of them can do harm. */
const TOOLS = [
  "cat",
  "basename",
  "dirname",
  "tr",
  "cut",
  "head",
  "tee",
  "xargs",
  "env",
  "timeout",
  "nohup",
  "chmod",
  "rm",
  "mkdir",
  "nice",
  "bash",
  "dash",
];

const STAND_IN = `#!/bin/dash
{ printf '%s\\0' "$#" "\${0##*/}" "$@"; } >>"$OUTPUT"
echo "$ENGINE_STATUS"
exit "$ENGINE_STATUS"
`;

/** Fills a directory with all the programs that a script finds. */
export function prepareBin(bin: string): void {
  mkdirSync(bin);
  for (const engine of ENGINES) {
    writeFileSync(join(bin, engine), STAND_IN);
    chmodSync(join(bin, engine), 0o755);
  }
  for (const tool of TOOLS) {
    const place = findTool(tool);
    if (place !== undefined) symlinkSync(place, join(bin, tool));
  }
  symlinkSync(findTool("dash") ?? "/bin/sh", join(bin, "sh"));
}

function findTool(tool: string): string | undefined {
  return [`/usr/bin/${tool}`, `/bin/${tool}`].find(existsSync);
}
