import type { ParameterPart } from "../../grammar/syntax.ts";
import { toText } from "../../state/variable.ts";
import { isKnown, UNKNOWN } from "../../unknown.ts";
import type { Piece, Scope } from "../scope.ts";
import type { Found } from "./find.ts";

export function toPieces(found: Found, { isQuoted }: ParameterPart, scope: Scope): readonly Piece[] {
  if (found.kind === "text") {
    scope.shell.budget.spend(found.text?.length ?? 0);
    return [{ kind: isQuoted ? "quoted" : "split", text: found.text ?? "" }];
  }
  const { words, isJoined } = found;
  scope.shell.budget.spend(words.reduce((sum, word) => sum + word.length + 1, 0));
  if (isQuoted && isJoined) return [{ kind: "quoted", text: words.join(findSeparator(scope) ?? UNKNOWN) }];
  const joint = words.length > 1 ? findJoint(isJoined, scope) : "";
  return words.flatMap((text, index): Piece[] => {
    const piece: Piece = { kind: isQuoted ? "quoted" : "split", text };
    return index === 0 ? [piece] : [{ kind: "break", joint }, piece];
  });
}

/** What stands between the words where they are not split. */
function findJoint(isJoined: boolean, scope: Scope): string {
  if (scope.shell.isBash && !isJoined) return " ";
  const separator = findSeparator(scope);
  // Where nothing separates words, bash joins them with nothing, or with a blank.
  return scope.shell.isBash && separator === "" ? UNKNOWN : (separator ?? UNKNOWN);
}

/** The first separator, which joins words; `undefined` if it is unknown. */
function findSeparator({ state }: Scope): string | undefined {
  const separators = toText(state.variables.get("IFS").value);
  if (separators !== undefined && !isKnown(separators)) return undefined;
  return separators === undefined ? " " : separators.charAt(0);
}
