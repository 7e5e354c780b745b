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

/** The programs of the system by name. */
export const PROGRAMS: ReadonlyMap<string, string> = new Map(
  [...TOOLS, "sh"].flatMap((name) => {
    const place = name === "sh" ? (findTool("dash") ?? "/bin/sh") : findTool(name);
    return place === undefined ? [] : [[name, place]];
  }),
);

/** Fills a directory with all the programs that a script finds. */
export function prepareBin(bin: string): void {
  mkdirSync(bin);
  for (const engine of ENGINES) {
    writeFileSync(join(bin, engine), STAND_IN);
    chmodSync(join(bin, engine), 0o755);
  }
  for (const [name, place] of PROGRAMS) symlinkSync(place, join(bin, name));
}

function findTool(tool: string): string | undefined {
  return [`/usr/bin/${tool}`, `/bin/${tool}`].find(existsSync);
}
