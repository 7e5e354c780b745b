import { Discarded, Lost } from "../../giving-up.ts";
import type { ParameterPart } from "../../grammar/syntax.ts";
import { isKnown, UNKNOWN } from "../../unknown.ts";
import type { Scope } from "../scope.ts";
import { find } from "./find.ts";

const INDIRECT = /^([A-Za-z_]\w*|[0-9]+)(?:\[([@*]|[0-9]+)\])?$/;

/** `${!NAME}`: the parameter that the variable names. */
export function indirect(part: ParameterPart, scope: Scope): ParameterPart | undefined {
  const { variables } = scope.state;
  const variable = variables.getOwn(part.name);
  if (variable.isReference === true) throw new Lost();
  const found = find(part, scope);
  const name = found.kind === "text" ? (found.text ?? "") : UNKNOWN;
  if (!isKnown(name)) return undefined;
  const [, target, index] = INDIRECT.exec(name) ?? [];
  if (target === undefined) throw isParameter(name) ? new Lost() : new Discarded();
  const { operator, operand, second, isQuoted } = part;
  return {
    kind: "parameter",
    isQuoted,
    name: target,
    ...(index === undefined
      ? {}
      : { index: { parts: [{ kind: "text", text: index, isQuoted: true, start: undefined }] } }),
    ...(operator === undefined ? {} : { operator }),
    ...(operand === undefined ? {} : { operand }),
    ...(second === undefined ? {} : { second }),
  };
}

/** Names that are valid, but that this reader does not follow: `@`, `L[x]`. */
function isParameter(name: string): boolean {
  return /^(?:[@*#?$!-]|[A-Za-z_]\w*\[.*)$/s.test(name);
}
