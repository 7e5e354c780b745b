import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VARIABLES } from "./arbitrary-script.ts";
import { prepareBin } from "./stand-ins.ts";

export type Commands = readonly (readonly string[])[];

/** What a script starts if its engines succeed, and if they fail; what they write differs too. */
export interface Runs {
  readonly good: Commands;
  readonly bad: Commands;
  /** Whether the shell was ended before its script, which is endless, or too slow on a busy machine. */
  readonly isCut: boolean;
  /** Whether that was because time had passed. */
  readonly isGivenUp: boolean;
}

/** The arguments of a shell, as the reader gets them too. */
export const buildArgv = (shell: string, script: string): readonly string[] => [
  shell,
  "-c",
  script,
  "zero",
  "one",
  "the two",
];

/**
 * Starts each script in a process of its own. One that is endless is ended: a loop by the limit of CPU seconds, a
 * recursion by that of the stack.
 */
const DRIVER = `directory=$1; mkdir -p "$directory/work"; cd "$directory/work"; ulimit -s 512
for file in "$directory"/*.script; do
  if [ -e "$file.done" ]; then continue; fi
  . "$file"
  for status in 0 1; do
    if [ -e s.sh ] || [ -e t.sh ]; then rm -f s.sh t.sh; fi
    ( ulimit -t 1; OUTPUT="$file.$status" ENGINE_STATUS=$status exec "$@" ) </dev/null
    end=$?
    if [ $end -gt 128 ]; then break; fi
  done
  echo $end >"$file.done"
done >/dev/null 2>&1`;

/** After so many seconds the script that is running is given up: it waits for something. */
const MOST_SECONDS = "60";
/** In place of an exit code. */
const GIVEN_UP = 999;
/** So many scripts run at the same time. */
const LANES = 4;

export const isMissing = (shell: string): boolean => spawnSync(shell, ["-c", ":"]).error !== undefined;

/** Runs the scripts in a real shell, with stand-ins for the engines. */
export async function runScripts(shell: string, scripts: readonly string[]): Promise<readonly Runs[]> {
  const size = Math.ceil(scripts.length / LANES);
  const lanes = Array.from({ length: LANES }, (_, lane) => scripts.slice(lane * size, (lane + 1) * size));
  return (await Promise.all(lanes.map((lane) => runLane(shell, lane)))).flat();
}

async function runLane(shell: string, scripts: readonly string[]): Promise<readonly Runs[]> {
  const directory = mkdtempSync(join(tmpdir(), "shell-reading-"));
  try {
    prepareBin(join(directory, "bin"));
    const files = scripts.map((_, index) => join(directory, `${String(index).padStart(6, "0")}.script`));
    for (const [index, script] of scripts.entries())
      writeFileSync(files[index] ?? "", `set -- ${buildArgv(shell, script).map(quote).join(" ")}\n`);
    while (!(await drive(directory))) giveUp(files.find((file) => !existsSync(`${file}.done`)));
    return files.map(readRuns);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Whether all of the scripts have ended. */
async function drive(directory: string): Promise<boolean> {
  const driver = spawn("timeout", ["-s", "KILL", MOST_SECONDS, "dash", "-c", DRIVER, "driver", directory], {
    env: { ...VARIABLES, PATH: join(directory, "bin") },
    stdio: "ignore",
  });
  const [status] = await once(driver, "close");
  return status === 0;
}

function giveUp(file: string | undefined): void {
  if (file === undefined) throw new Error("no script was left to run, but the shells did not end");
  writeFileSync(`${file}.done`, `${GIVEN_UP}\n`);
}

function readRuns(file: string): Runs {
  const end = Number(readFileSync(`${file}.done`, "utf8"));
  const isGivenUp = end === GIVEN_UP;
  return { good: readStarts(`${file}.0`), bad: readStarts(`${file}.1`), isCut: isGivenUp || end > 128, isGivenUp };
}

function readStarts(file: string): Commands {
  if (!existsSync(file)) return [];
  const words = readFileSync(file, "utf8").split("\0");
  const commands: string[][] = [];
  for (let at = 0; at < words.length - 1; ) {
    const end = at + 2 + Number(words[at]);
    commands.push(words.slice(at + 1, end));
    at = end;
  }
  return commands;
}
