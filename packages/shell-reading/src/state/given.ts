import type { Environment } from "../environment.ts";
import type { ProgramVariables } from "../program-variables.ts";
import { UNKNOWN } from "../unknown.ts";
import { UNKNOWN_VARIABLE, UNSET, type Variable } from "./variable.ts";

/** Variables that the shell, the system, an orchestrator, an admission webhook, or nearly every image sets. */
const SYSTEM =
  /^(?:PATH|HOME|PWD|OLDPWD|SHELL|SHLVL|_|USER|LOGNAME|TERM|LANG|LC_.*|TZ|TMPDIR|HOSTNAME|HOSTTYPE|MACHTYPE|OSTYPE|COLUMNS|LINES|RANDOM|SRANDOM|SECONDS|EPOCH.*|LINENO|UID|EUID|PPID|GROUPS|BASH.*|FUNCNAME|DIRSTACK|SHELLOPTS|PIPESTATUS|PS[0-4]|COMP_.*|HIST.*|MAPFILE|REPLY|OPTERR|KUBERNETES_.*|CUDA_.*|NVIDIA_.*|NV_.*|LD_.*|PYTHON.*|VIRTUAL_ENV|CONDA_.*|HF_.*|XDG_.*|WORLD_SIZE|(?:OMPI|PMI|PMIX|SLURM|MASTER|NCCL|UCX|DYNAMO|POD|NODE|LWS|GROVE|RAY|VC|VK|JOB_COMPLETION|LOCAL_WORLD|AWS|AZURE|GOOGLE|OTEL|MODEL_EXPRESS|MX)_.*)$|_SERVICE_(?:HOST|PORT)|_PORT(?:_|$)|(?:^|_)RANK$/;
const INITIAL: ReadonlyMap<string, string> = new Map([
  ["IFS", " \t\n"],
  ["OPTIND", "1"],
]);

/** The initial variables of a shell. */
export interface Given extends ProgramVariables {
  find(name: string): Variable;
  /** Records that a found value was used. */
  use(name: string): void;
  /** Whether the variable is assumed to be unset because it is not listed. */
  assumes(name: string): boolean;
}

export const NO_GAPS: ReadonlySet<string> = new Set();
/** Only their existence matters. */
const MOST_GAPS = 16;

export function joinGaps(a: ReadonlySet<string>, b: Iterable<string>): ReadonlySet<string> {
  const names = [...a, ...b];
  return names.length === 0 ? NO_GAPS : new Set(names.slice(0, MOST_GAPS));
}

/** Variables that are assumed to be unset, although they may be defined outside of the listed ones. */
export class Assumptions {
  readonly names = new Set<string>();
  /** The number of assumptions made. */
  count = 0;

  /** The undefined variables of expanded texts, in order. */
  readonly #gaps: string[] = [];

  add(name: string): void {
    this.names.add(name);
    this.count++;
  }

  /** Variables that conditions have tested. */
  readonly #looked = new Set<string>();
  /** Variables that the script assigns. */
  readonly #assigned = new Set<string>();

  look(gaps: Iterable<string>): void {
    for (const name of gaps) this.#looked.add(name);
  }

  assign(name: string): void {
    this.#assigned.add(name);
  }

  /** The variables that conditions depend on, except those that the script assigns later as a default. */
  get conditions(): ReadonlySet<string> {
    return new Set([...this.#looked].filter((name) => !this.#assigned.has(name)));
  }

  addGaps(names: Iterable<string>): void {
    this.#gaps.push(...names);
  }

  /** Expands, and returns the result with the undefined variables in it. */
  gapsIn<Result>(expand: () => Result): { readonly result: Result; readonly gaps: ReadonlySet<string> } {
    const start = this.#gaps.length;
    const result = expand();
    return { result, gaps: joinGaps(NO_GAPS, this.#gaps.slice(start, start + MOST_GAPS)) };
  }
}

export function givenBy({ variables, isOpen, isAssumedUnset }: Environment, assumed: Assumptions): Given {
  const find = (name: string): Variable => {
    const initial = INITIAL.get(name);
    if (initial !== undefined) return { value: initial, isExported: false };
    const value = variables.get(name);
    if (value !== undefined) return { value, isExported: true };
    if (SYSTEM.test(name)) return UNKNOWN_VARIABLE;
    if (isOpen && !(isAssumedUnset?.(name) ?? false)) return UNKNOWN_VARIABLE;
    return UNSET;
  };
  const use = (name: string) => {
    if (find(name) === UNSET) assumed.add(name);
  };
  return { find, use, assumes: (name) => find(name) === UNSET, changes: new Map(), inherits: true };
}

/** Nothing is known. */
export const LOST: Given = {
  find: (name) => (name === "IFS" ? { value: UNKNOWN, isExported: false } : UNKNOWN_VARIABLE),
  use: () => {},
  assumes: () => false,
  changes: new Map(),
  inherits: true,
};

/** Nothing is known, and what was given before is certainly gone. */
export const ELSEWHERE: Given = { ...LOST, inherits: false };

/** The variables of a program that is started without any, as by `env -i`. */
export const NOTHING: Given = {
  find: () => UNSET,
  use: () => {},
  assumes: () => false,
  changes: new Map(),
  inherits: false,
};

/** The variables of a shell that another one starts. `hidden` are the names that the other shell has set itself. */
export function inherit(given: Given, hidden: ReadonlySet<string>, { changes, inherits }: ProgramVariables): Given {
  const find = (name: string): Variable => {
    const initial = INITIAL.get(name);
    if (initial !== undefined) return { value: initial, isExported: false };
    if (!hidden.has(name)) return given.find(name);
    const value = changes.get(name);
    return value === undefined ? UNSET : { value, isExported: true };
  };
  const use = (name: string) => {
    if (!hidden.has(name)) given.use(name);
  };
  return { find, use, assumes: (name) => !hidden.has(name) && given.assumes(name), changes, inherits };
}
