import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VARIABLES } from "./arbitrary-script.ts";

export type Commands = readonly (readonly string[])[];

/** What a script starts if its engines succeed, and if they fail; what they write differs too. */
export interface Runs {
  readonly good: Commands;
  readonly bad: Commands;
}

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
];

const STAND_IN = `#!/bin/dash
{ printf '%s\\0' "$#" "\${0##*/}" "$@"; } >>"$OUTPUT"
echo "$ENGINE_STATUS"
exit "$ENGINE_STATUS"
`;

/** Starts each script in a process of its own; one that hangs is ended. */
const DRIVER = `ulimit -t 2; mkdir "$1/work"; cd "$1/work"
for status in 0 1; do
  for file in "$1"/*.script; do
    if [ -e s.sh ] || [ -e t.sh ]; then rm -f s.sh t.sh; fi
    OUTPUT="$file.$status" ENGINE_STATUS=$status timeout 5 "$2" "$file" one 'the two' </dev/null >/dev/null 2>&1
  done
done`;

export const isMissing = (shell: string): boolean => spawnSync(shell, ["-c", ":"]).error !== undefined;

/** Runs the scripts in a real shell, with stand-ins for the engines. */
export function runScripts(shell: "bash" | "dash", scripts: readonly string[]): readonly Runs[] {
  const directory = mkdtempSync(join(tmpdir(), "shell-reading-"));
  try {
    const bin = join(directory, "bin");
    prepareBin(bin);
    const path = (index: number) => join(directory, `${String(index).padStart(6, "0")}.script`);
    for (const [index, script] of scripts.entries()) writeFileSync(path(index), script);
    const result = spawnSync("dash", ["-c", DRIVER, "driver", directory, shell], {
      env: { ...VARIABLES, PATH: bin },
      stdio: ["ignore", "ignore", "pipe"],
    });
    if (result.error !== undefined) throw result.error;
    return scripts.map((_, index) => ({
      good: readCommands(`${path(index)}.0`),
      bad: readCommands(`${path(index)}.1`),
    }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function prepareBin(bin: string): void {
  mkdirSync(bin);
  for (const engine of ENGINES) {
    writeFileSync(join(bin, engine), STAND_IN);
    chmodSync(join(bin, engine), 0o755);
  }
  for (const tool of [...TOOLS, "bash", "dash"]) {
    const place = [`/usr/bin/${tool}`, `/bin/${tool}`].find(existsSync);
    if (place !== undefined) symlinkSync(place, join(bin, tool));
  }
  symlinkSync(existsSync("/bin/dash") ? "/bin/dash" : "/usr/bin/dash", join(bin, "sh"));
}

function readCommands(file: string): Commands {
  if (!existsSync(file)) return [];
  const words = readFileSync(file, "utf8")
    .replaceAll(file.replace(/\.[01]$/, ""), "zero")
    .split("\0");
  const commands: string[][] = [];
  for (let at = 0; at < words.length - 1; ) {
    const end = at + 2 + Number(words[at]);
    commands.push(words.slice(at + 1, end));
    at = end;
  }
  return commands;
}
