import { Lost } from "../../giving-up.ts";
import type { ParameterPart } from "../../grammar/syntax.ts";
import type { Value } from "../../state/variable.ts";
import { UNKNOWN, UNKNOWN_WORDS } from "../../unknown.ts";
import type { Scope } from "../scope.ts";
import type { Found } from "./find.ts";

/** `${!NAME[@]}`: the keys of an array. */
export function findKeys({ name, index, operator }: ParameterPart, scope: Scope): Found {
  const key = index === undefined ? "" : scope.toText(index);
  if ((key !== "@" && key !== "*") || operator !== undefined) throw new Lost();
  return { kind: "words", words: keysIn(scope.state.variables.get(name).value), isJoined: key === "*" };
}

/** The order of an associative array's keys is unspecified. */
function keysIn(value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === "string") return value === UNKNOWN ? [UNKNOWN_WORDS] : ["0"];
  const isUnclear = [...value.items.values()].some((text) => text.includes(UNKNOWN_WORDS));
  return isUnclear || (value.isMap && value.items.size > 1) ? [UNKNOWN_WORDS] : [...value.items.keys()];
}
