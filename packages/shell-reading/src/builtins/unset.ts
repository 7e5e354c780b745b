import { Fatal, Lost, lose } from "../giving-up.ts";
import type { Status } from "../state/status.ts";
import { isKnown, UNKNOWN } from "../unknown.ts";
import type { Builtin, Invocation } from "./builtin.ts";

export const unset: Builtin = (args, invocation) => {
  const isFunction = args[0] === "-f";
  const options = args[0] ?? "";
  const names = /^-[fvn]+$/.test(options) ? args.slice(1) : args;
  if (/^-n/.test(options)) return unsetReferences(names, invocation);
  const statuses = names.map((name) => unsetOne(name, isFunction, invocation));
  return statuses.includes(1) ? 1 : 0;
};

function unsetReferences(names: readonly string[], { state }: Invocation): Status {
  for (const name of names) {
    const { isReference, value } = state.variables.getOwn(name);
    if (isReference === "maybe" || (isReference !== true && value !== undefined)) throw new Lost();
    state.variables.put(name, { value: undefined, isExported: false });
  }
  return 0;
}

function unsetOne(name: string, isFunction: boolean, { state, shell }: Invocation): Status {
  if (!isKnown(name)) throw new Lost();
  if (isFunction) {
    state.functions.delete(name);
    return 0;
  }
  const item = /^([A-Za-z_]\w*)\[/.exec(name)?.[1];
  if (item !== undefined) {
    state.variables.forget([item]);
    return 0;
  }
  if (!/^[A-Za-z_]\w*$/.test(name)) return shell.isBash ? 1 : undefined;
  return unsetVariable(state.variables.resolve(name) ?? lose(), { state, shell });
}

function unsetVariable(name: string, { state, shell }: Pick<Invocation, "state" | "shell">): Status {
  const { variables, functions } = state;
  const variable = variables.getOwn(name);
  if (variable.isReadonly === true) {
    if (!shell.isBash) throw new Fatal();
    return 1;
  }
  // Whether the caller's local variable becomes visible again depends on the shell.
  const isOwn = shell.isBash && variables.isLocal(name);
  if (!isOwn && variables.isLocalAnywhere(name)) throw new Lost();
  if (shell.isBash && functions.has(name)) {
    if (variable.value === undefined) functions.delete(name);
    else if (variable.value === UNKNOWN) functions.set(name, undefined);
  }
  variables.put(name, { value: undefined, isExported: false });
  return 0;
}
