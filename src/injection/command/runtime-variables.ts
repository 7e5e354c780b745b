import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";

/** A change that a command makes to an inherited variable; `undefined` for an unset one. */
export type VariableChange = readonly [name: string, value: string | undefined];

/** The variables of the hub's libraries and of Model Express's clients that a script may set before the engine. */
const READ = new Set(
  `HF_HUB_CACHE HUGGINGFACE_HUB_CACHE HF_HOME XDG_CACHE_HOME HOME TRANSFORMERS_CACHE PYTORCH_TRANSFORMERS_CACHE
  PYTORCH_PRETRAINED_BERT_CACHE HF_TOKEN_PATH HF_MODULES_CACHE HF_HUB_OFFLINE TRANSFORMERS_OFFLINE HF_ENDPOINT
  MODEL_EXPRESS_URL MX_SERVER_ADDRESS`.split(/\s+/),
);
const MODELSCOPE = /_?USE_MODELSCOPE(?:_HUB)?$/;

/** Selects the changes that matter. */
export function changesOf(variables: ReadonlyMap<string, string | undefined>): readonly VariableChange[] {
  return [...variables].filter(([name]) => READ.has(name) || MODELSCOPE.test(name));
}

/** Merges the changes of several engines. Where they differ, the value is unknown. */
export function mergeChanges(changes: readonly (readonly VariableChange[])[]): readonly VariableChange[] {
  const merged = new Map<string, string | undefined>();
  const names = new Set(changes.flatMap((each) => each.map(([name]) => name)));
  const maps = changes.map((each) => new Map(each));
  for (const name of names) {
    const [first, ...others] = maps.map((each) => (each.has(name) ? { value: each.get(name) } : undefined));
    const isAgreed = first !== undefined && others.every((other) => other !== undefined && other.value === first.value);
    merged.set(name, isAgreed ? first.value : UNKNOWN);
  }
  return [...merged];
}

/** We add it to the container, so a script that unsets it makes the engine read another directory. */
const ADDED = "HF_HUB_CACHE";

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
