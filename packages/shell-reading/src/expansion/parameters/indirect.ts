import { Lost } from "../../giving-up.ts";
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
  // Of a name that is none, bash mostly gives up the line, but not where it reads the redirects of a function.
  if (target === undefined) throw new Lost();
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
