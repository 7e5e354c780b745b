import type { Change, Variables } from "./variables.ts";

/** Each branch begins with the same variables; afterwards those that any of them changed are in doubt. */
export function runBranches(branches: readonly (() => void)[], variables: Variables): void {
  const changed = branches.flatMap((branch) => {
    variables.record();
    branch();
    return variables.undo();
  });
  variables.doubt(changed);
}

/** Nothing that happens in a subshell reaches its parent. */
export function inSubshell(body: () => void, variables: Variables): void {
  variables.record();
  body();
  variables.undo();
}

/** What a round assigns the next one sees: a first, silent round tells which variables those are. */
export function inLoop(body: () => void, silentBody: (() => void) | undefined, variables: Variables): void {
  variables.record();
  if (silentBody !== undefined) variables.unsettle(changesOf(silentBody, variables));
  body();
  variables.doubt(variables.undo());
}

function changesOf(body: () => void, variables: Variables): readonly Change[] {
  variables.record();
  body();
  return variables.undo();
}
