import type { State } from "../../state/state.ts";
import type { Status } from "../../state/status.ts";
import { findFile } from "../redirects.ts";
import type { Call, Start } from "../shell.ts";
import { baseName } from "./base-name.ts";
import { isShell } from "./find-shell.ts";
import { report, reportUnknown } from "./report.ts";
import { runShellFile } from "./run-shell.ts";

/** Whether a shell runs a file that this script has written with unknown content. */
export function runsUnknownScript(argv: readonly string[], state: State): boolean {
  if (!argv.some(isShell)) return false;
  return argv.some((word) => {
    const path = findFile(word, state);
    return path !== undefined && state.files.has(path) && state.files.textOf(path) === undefined;
  });
}

/** Wrappers that start the program after their own arguments. */
const WRAPPERS = new Set([
  "nohup",
  "setsid",
  "timeout",
  "nice",
  "ionice",
  "stdbuf",
  "tini",
  "dumb-init",
  "numactl",
  "taskset",
  "chrt",
  "sudo",
  "time",
]);

export function writtenFileIn({ argv }: Call, state: State): { path: string; at: number } | undefined {
  if (!WRAPPERS.has(baseName(argv[0] ?? ""))) return undefined;
  for (const [at, word] of argv.entries()) {
    const path = at > 0 && word.includes("/") ? findFile(word, state) : undefined;
    if (path !== undefined && state.files.has(path)) return { path, at };
  }
  return undefined;
}

/** Runs a file that the script has written. */
export function runWritten(path: string, call: Call, { state, shell }: Start): Status {
  const isExecutable = state.files.isExecutable(path);
  if (isExecutable === false) return 126;
  const text = state.files.textOf(path);
  if (text === undefined || isExecutable === undefined) {
    shell.budget.isUnread = true;
    return reportUnknown(call, { state, shell });
  }
  const interpreter = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(text.slice(0, 200));
  const [, first = shell.isBash ? "bash" : "sh", second] = interpreter ?? [];
  const program = baseName(first) === "env" ? (second ?? "") : first;
  if (!isShell(program)) {
    report(call, { state, shell });
    return undefined;
  }
  const options = baseName(first) === "env" || second === undefined ? [] : [second];
  return runShellFile(
    { program, options, text, name: call.argv[0] ?? "", positional: call.argv.slice(1) },
    { state, shell },
  );
}

/** Returns false if the mode or a file is unknown. */
export function allowExecution(argv: readonly string[], state: State): boolean {
  const [, mode = "", ...words] = argv;
  if (!/^(?:[augo]*\+r*x[rx]*|0?[0-7]{0,3}[1357][0-7]{0,2})$/.test(mode)) return false;
  const paths = words.map((word) => findFile(word, state) ?? "");
  for (const path of paths) state.files.allowExecution(path);
  return paths.every((path) => state.files.isExecutable(path) === true);
}
