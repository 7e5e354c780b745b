import { dropsVariables } from "@model-express-injector/shell-reading/dropped-variables.ts";
import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import type { ProgramVariables } from "@model-express-injector/shell-reading/program-variables.ts";
import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";

/** A change that a command makes to an inherited variable; `undefined` for an unset one. */
export type VariableChange = readonly [name: string, value: string | undefined];

/** The variables of the hub's libraries and of Model Express's clients that a script may set before the engine. */
const READ = new Set(
  `HF_HUB_CACHE HUGGINGFACE_HUB_CACHE HF_HOME XDG_CACHE_HOME HOME TRANSFORMERS_CACHE PYTORCH_TRANSFORMERS_CACHE
  PYTORCH_PRETRAINED_BERT_CACHE HF_TOKEN_PATH HF_MODULES_CACHE HF_HUB_OFFLINE TRANSFORMERS_OFFLINE HF_ENDPOINT
  HUGGINGFACE_CO_STAGING MODEL_EXPRESS_URL MX_SERVER_ADDRESS`.split(/\s+/),
);
/** We add it to the container, so a script that unsets it makes the engine read another directory. */
const ADDED = "HF_HUB_CACHE";

const MODELSCOPE = /_?USE_MODELSCOPE(?:_HUB)?$/;

/** Selects the changes that matter: those of the script, and of the words before the engine. */
export function listChanges(
  { changes, inherits }: ProgramVariables,
  wrappers: readonly string[],
): readonly VariableChange[] {
  const isDropped = dropsVariables(wrappers, ADDED);
  const unset = inherits && !isDropped ? [] : [...READ].map((name) => [name, undefined] as const);
  const all = new Map([...unset, ...(isDropped ? [] : changes), ...changesOfWrappers(wrappers)]);
  return [...all].filter(([name]) => READ.has(name) || MODELSCOPE.test(name));
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
const UNSET = new Set(["-u", "--unset"]);

/** `timeout 10 env NAME=value -u OTHER`, `sudo NAME=value`, `mpirun -x NAME=value`. */
function changesOfWrappers(words: readonly string[]): readonly VariableChange[] {
  return words.flatMap((word, at): readonly VariableChange[] => {
    const [, name, value = ""] = ASSIGNMENT.exec(word.startsWith("--unset=") ? "" : word) ?? [];
    if (name !== undefined) return [[name, value]];
    if (word.startsWith("--unset=")) return [[word.slice("--unset=".length), undefined]];
    return UNSET.has(words[at - 1] ?? "") ? [[word, undefined]] : [];
  });
}

/** Merges the changes of several engines in linear time. Where they differ, the value is unknown. */
export function mergeChanges(changes: readonly (readonly VariableChange[])[]): readonly VariableChange[] {
  const merged = new Map<string, { readonly value: string | undefined; readonly count: number }>();
  for (const [name, value] of changes.flat()) {
    const { value: before, count } = merged.get(name) ?? { value, count: 0 };
    merged.set(name, { value: before === value ? value : UNKNOWN, count: count + 1 });
  }
  return [...merged].map(([name, { value, count }]) => [name, count === changes.length ? value : UNKNOWN]);
}

/** The environment of a container's engine: the container's own, with the changes of its script. */
export function applyChanges(environment: Environment, changes: readonly VariableChange[] = []): Environment {
  if (changes.length === 0) return environment;
  const variables = new Map(environment.variables);
  for (const [name, value] of changes) {
    if (value !== undefined) variables.set(name, value);
    else if (name === ADDED) variables.set(name, UNKNOWN);
    else variables.delete(name);
  }
  return { ...environment, variables };
}
