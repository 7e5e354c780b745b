import { readCommands } from "../../src/read-commands.ts";
import { UNKNOWN } from "../../src/unknown.ts";
import { VARIABLES } from "./arbitrary-script.ts";
import { buildArgv, type Commands, type Runs } from "./real-shells.ts";
import { ENGINES } from "./stand-ins.ts";

/** `more`: what is started is found, and besides it what is not. */
export type Verdict = "right" | "unknown" | "more" | "wrong";

export interface Compared {
  readonly verdict: Verdict;
  /** The script ends, and does the same whether its engines succeed or fail, and whatever they write. */
  readonly isDeterministic: boolean;
  readonly ours: Commands;
}

/** Compares what is read from a script with what real shells start. */
export function compare(shell: "bash" | "dash", script: string, { good, bad, isCut }: Runs): Compared {
  const environment = { variables: new Map(Object.entries(VARIABLES)), isOpen: false };
  const { commands, isUnread } = readCommands(buildArgv(shell, script), { environment });
  const ours = commands.map(({ argv }) => withoutWrapper(argv)).filter((argv) => argv.length > 0);
  const isDeterministic = !isCut && isSame(good, bad);
  return { verdict: judge(ours, isUnread, [good, bad]), isDeterministic, ours };
}

/** The engine's own words; nothing for a program that is none. */
function withoutWrapper(argv: readonly string[]): readonly string[] {
  if (argv[0]?.includes(UNKNOWN)) return argv;
  const start = argv.findIndex((word) => ENGINES.includes(word));
  const isWrapped = start === 0 || WRAPPERS.has(argv[0] ?? "");
  return start >= 0 && isWrapped ? argv.slice(start) : [];
}

const WRAPPERS = new Set(["timeout", "nohup", "nice", "env", "xargs"]);

function judge(ours: Commands, isUnread: boolean, runs: readonly Commands[]): Verdict {
  const isCovered = runs.every((run) => run.every((command) => ours.some((one) => allows(one, command))));
  if (!isCovered) return isUnread ? "unknown" : "wrong";
  if (isUnread || ours.some((command) => command.join("").includes(UNKNOWN))) return "unknown";
  const isMore = ours.some((one) => !runs.some((run) => run.some((command) => isEqual(one, command))));
  if (isMore) return "more";
  return runs.some((run) => countsDiffer(ours, run)) && isSame(runs[0] ?? [], runs[1] ?? []) ? "more" : "right";
}

/** A command counts as often as it is started. */
function countsDiffer(ours: Commands, run: Commands): boolean {
  return new Set(ours.map((words) => words.join("\0"))).size !== new Set(run.map((words) => words.join("\0"))).size;
}

function isSame(a: Commands, b: Commands): boolean {
  return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}

/** Words up to one that may be any number have to be equal, or unknown. */
function allows(ours: readonly string[], real: readonly string[]): boolean {
  for (const [index, word] of ours.entries()) {
    if (word.includes(UNKNOWN + UNKNOWN)) return true;
    if (index >= real.length) return false;
    if (!word.includes(UNKNOWN) && word !== real[index]) return false;
  }
  return ours.length === real.length;
}
