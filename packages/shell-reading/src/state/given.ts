import type { Environment } from "../environment.ts";
import { UNKNOWN } from "../unknown.ts";
import { UNKNOWN_VARIABLE, UNSET, type Variable } from "./variable.ts";

/** What the shell, the system, a launcher of ranks, or nearly every image sets. */
const SYSTEM =
  /^(?:PATH|HOME|PWD|OLDPWD|SHELL|SHLVL|_|USER|LOGNAME|TERM|LANG|LC_.*|TZ|TMPDIR|HOSTNAME|HOSTTYPE|MACHTYPE|OSTYPE|COLUMNS|LINES|RANDOM|SRANDOM|SECONDS|EPOCH.*|LINENO|UID|EUID|PPID|GROUPS|BASH.*|FUNCNAME|DIRSTACK|SHELLOPTS|PIPESTATUS|PS[0-4]|COMP_.*|HIST.*|MAPFILE|REPLY|OPTERR|KUBERNETES_.*|CUDA_.*|NVIDIA_.*|NV_.*|LD_.*|PYTHON.*|VIRTUAL_ENV|CONDA_.*|HF_.*|XDG_.*|WORLD_SIZE|(?:OMPI|PMI|PMIX|SLURM|MASTER|NCCL|UCX|DYNAMO|POD|NODE)_.*)$|_SERVICE_(?:HOST|PORT)|_PORT(?:_|$)|(?:^|_)RANK$/;
const INITIAL: ReadonlyMap<string, string> = new Map([
  ["IFS", " \t\n"],
  ["OPTIND", "1"],
]);

export type Changes = ReadonlyMap<string, string | undefined>;

/** The variables that a shell finds when it starts. */
export interface Given {
  find(name: string): Variable;
  /** The value that was found matters. */
  use(name: string): void;
  /** Whether the variable is taken to be unset because nothing that is listed defines it. */
  assumes(name: string): boolean;
  /** What the shells around this one changed of the variables that their programs get; nothing for one that is unset. */
  readonly changes: Changes;
}

export const NO_GAPS: ReadonlySet<string> = new Set();
/** That there are any is what counts. */
const MOST_GAPS = 16;

export function joinGaps(a: ReadonlySet<string>, b: Iterable<string>): ReadonlySet<string> {
  const names = [...a, ...b];
  return names.length === 0 ? NO_GAPS : new Set(names.slice(0, MOST_GAPS));
}

/** The variables that are taken to be unset, though what is not listed might define them. */
export class Assumptions {
  readonly names = new Set<string>();
  /** How often one was made. */
  count = 0;

  /** Of texts that were expanded, one after another, the variables that they leave out. */
  readonly #gaps: string[] = [];

  add(name: string): void {
    this.names.add(name);
    this.count++;
  }

  /** A condition looked at these. */
  readonly #looked = new Set<string>();
  /** The script gives these a value. */
  readonly #assigned = new Set<string>();

  look(gaps: Iterable<string>): void {
    for (const name of gaps) this.#looked.add(name);
  }

  assign(name: string): void {
    this.#assigned.add(name);
  }

  /** What conditions depend on; a variable that the script then sets itself had a default. */
  get conditions(): ReadonlySet<string> {
    return new Set([...this.#looked].filter((name) => !this.#assigned.has(name)));
  }

  addGaps(names: Iterable<string>): void {
    this.#gaps.push(...names);
  }

  /** Expands, and gives the variables that what was expanded leaves out. */
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
  return { find, use, assumes: (name) => find(name) === UNSET, changes: new Map() };
}

/** Nothing is known. */
export const LOST: Given = {
  find: (name) => (name === "IFS" ? { value: UNKNOWN, isExported: false } : UNKNOWN_VARIABLE),
  use: () => {},
  assumes: () => false,
  changes: new Map(),
};

/** What a program finds that is started with no variables, as by `env -i`. */
export const NOTHING: Given = { find: () => UNSET, use: () => {}, assumes: () => false, changes: new Map() };

/** The variables of a shell that another one starts; `hidden` are the names that the other shell has set itself. */
export function inherit(given: Given, hidden: ReadonlySet<string>, changes: Changes): Given {
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
  return { find, use, assumes: (name) => !hidden.has(name) && given.assumes(name), changes };
}
