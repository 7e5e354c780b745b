import type { ProgramVariables } from "../program-variables.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Frames } from "./frames.ts";
import type { Given } from "./given.ts";
import type { Variable } from "./variable.ts";

/** The variables that a program gets from a shell. */
export function listExports(own: ReadonlyMap<string, Variable>, given: Given, frames: Frames): ProgramVariables {
  const changes = new Map(given.changes);
  for (const [name, variable] of own) {
    const before = given.find(name);
    // Restored after an assignment for one command.
    if (variable === before) continue;
    const { value, isExported } = variable;
    const isMissing = isExported === false || typeof value === "object";
    if (isMissing && before.isExported === false) continue;
    // bash exports what a local array or a local variable without a value hides, depending on earlier exports.
    const isHiding = (value === undefined || typeof value === "object") && frames.isLocalAnywhere(name);
    const isDoubtful = isExported === "maybe" || isHiding;
    changes.set(name, isDoubtful ? UNKNOWN : isMissing ? undefined : value);
  }
  return { changes, inherits: given.inherits };
}
