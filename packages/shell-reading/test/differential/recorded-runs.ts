import { hash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Runs, runScripts } from "./real-shells.ts";
import { PROGRAMS } from "./stand-ins.ts";

/** What decides how a script runs, besides the script. */
const SETTING = digest([
  ...["real-shells.ts", "stand-ins.ts"].map((file) => join(import.meta.dirname, file)),
  ...PROGRAMS.values(),
]);

/**
 * Runs the scripts, or takes what the same programs did with the same scripts, if the folder `SHELL_RUNS` has it. Only the
 * shells' part is kept; each run compares its own reader with it.
 */
export async function runRecorded(shell: "bash" | "dash", scripts: readonly string[]): Promise<readonly Runs[]> {
  const directory = process.env["SHELL_RUNS"];
  if (!directory) return runScripts(shell, scripts);
  const file = join(directory, `${shell}-${hash("sha256", JSON.stringify([SETTING, scripts])).slice(0, 16)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const runs = await runScripts(shell, scripts);
  // Another machine load may let that script go on.
  if (runs.some(({ isGivenUp }) => isGivenUp)) return runs;
  mkdirSync(directory, { recursive: true });
  const unfinished = `${file}-${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(runs));
  renameSync(unfinished, file);
  return runs;
}

function digest(files: readonly string[]): string {
  return hash("sha256", files.map((file) => hash("sha256", readFileSync(file))).join(" "));
}
