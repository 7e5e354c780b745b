import { Fatal, Lost } from "../../giving-up.ts";
import type { ParameterPart } from "../../grammar/syntax.ts";
import { UNKNOWN, UNKNOWN_WORDS } from "../../unknown.ts";
import { isAscii } from "../assign.ts";
import type { Piece, Scope } from "../scope.ts";
import { withDefault } from "./defaults.ts";
import { type Found, find } from "./find.ts";
import { indirect } from "./indirect.ts";
import { findKeys } from "./keys.ts";
import { applyOperator } from "./operators.ts";
import { toPieces } from "./pieces.ts";

/** Expands `$NAME` and other parameters. */
export function expandParameter(part: ParameterPart, scope: Scope): readonly Piece[] {
  scope.shell.budget.spend(2);
  if (part.isIndirect === true && part.index !== undefined) return toPieces(findKeys(part, scope), part, scope);
  const named = part.isIndirect === true ? indirect(part, scope) : part;
  if (named === undefined) return toPieces({ kind: "text", text: UNKNOWN }, part, scope);
  const found = find(named, scope);
  if (part.isLength === true) return toPieces({ kind: "text", text: length(found, named, scope) }, part, scope);
  const { operator, operand } = named;
  const kind = /^:?([-=?+])$/.exec(operator ?? "")?.[1];
  noteGaps(found, named, scope);
  if (kind !== undefined && operand !== undefined) return withDefault(found, named, scope);
  const checked = checkSet(found, scope, part);
  if (operator === undefined) return toPieces(checked, part, scope);
  return toPieces(applyOperator(checked, named, scope), part, scope);
}

/** Records the undefined variables of the value. A non-empty default implies that nothing else is expected. */
function noteGaps(found: Found, { name, operator = "", operand }: ParameterPart, { state, shell }: Scope): void {
  const gaps = state.gaps.get(/^[@*0-9]/.test(name) ? "@" : name);
  if (gaps !== undefined) shell.assumed.addGaps(gaps);
  const hasDefault = /^:?[-=?]$/.test(operator) && (operand?.parts.length ?? 0) > 0;
  const isMissing = found.kind === "text" && found.text === undefined && !hasDefault;
  if (isMissing && /^[A-Za-z_]/.test(name) && state.variables.assumes(name)) shell.assumed.addGaps([name]);
}

function length(found: Found, { name }: ParameterPart, scope: Scope): string {
  const { shell, state } = scope;
  const { value } = found.kind === "words" ? state.variables.get(name) : { value: undefined };
  if (typeof value === "object" && value.isMap) return String(value.items.size);
  if (found.kind === "words")
    return found.words.some((word) => word.includes(UNKNOWN_WORDS)) ? UNKNOWN : String(found.words.length);
  if (found.text === undefined && state.options.needsSet !== false) throw new Fatal();
  const text = found.text ?? "";
  shell.budget.spend(text.length);
  return !isAscii(text) ? UNKNOWN : String(text.length);
}

/** Under `set -u` an unset parameter ends the script. */
function checkSet(found: Found, { state }: Scope, { name }: ParameterPart): Found {
  const isMissing = found.kind === "text" && found.text === undefined && !"@*".includes(name);
  if (!isMissing || state.options.needsSet === false) return found;
  if (state.options.needsSet === true) throw new Fatal();
  throw new Lost();
}
