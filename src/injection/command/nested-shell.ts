import { baseName } from "./engine.ts";

/** A shell that an argv starts with a script, as `bash -c SCRIPT NAME ARGUMENT…`. */
export interface NestedShell {
  /** Where it stands in the argv: what is before it wraps it. */
  readonly start: number;
  readonly script: string;
  /** `$0`, if it is given. */
  readonly name: string | undefined;
  /** `$1`, `$2`, … */
  readonly positional: readonly string[];
  /** `NAME=value` words in front of the shell, as `env` and `mpirun -x` take them. */
  readonly assignments: readonly (readonly [name: string, value: string])[];
}

const SHELLS = new Set(["sh", "bash", "dash", "ash", "zsh", "ksh"]);
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
const FILE_OPTION = /^--(?:rcfile|init-file)$/;

/** Finds the first shell in an argv that is given its script in a word. */
export function findNestedShell(argv: readonly string[]): NestedShell | undefined {
  let at = 0;
  while (at < argv.length) {
    if (!SHELLS.has(baseName(argv[at] ?? ""))) {
      at++;
      continue;
    }
    const { end, hasScript } = readOptions(argv, at + 1);
    const script = argv[end];
    if (hasScript && script !== undefined) {
      return {
        start: at,
        script,
        name: argv[end + 1],
        positional: argv.slice(end + 2),
        assignments: assignmentsIn(argv, at),
      };
    }
    at = end;
  }
  return undefined;
}

/** Reads options up to the first word that is none, as `bash -euxo pipefail -c SCRIPT` has them. */
function readOptions(argv: readonly string[], start: number): { end: number; hasScript: boolean } {
  let hasScript = false;
  let at = start;
  for (let word = argv[at]; word !== undefined && /^[-+]/.test(word); word = argv[at]) {
    at++;
    if (word === "--" || word === "-") break;
    if (word.startsWith("--")) {
      at += FILE_OPTION.test(word) ? 1 : 0;
      continue;
    }
    hasScript ||= word.startsWith("-") && word.includes("c");
    // `-o NAME` and `-O NAME`, in a cluster too.
    at += word.slice(0, 32).split(/[oO]/).length - 1;
  }
  return { end: at, hasScript };
}

function assignmentsIn(argv: readonly string[], end: number): NestedShell["assignments"] {
  return argv.slice(0, end).flatMap((word) => {
    const [, name, value] = ASSIGNMENT.exec(word) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
}
