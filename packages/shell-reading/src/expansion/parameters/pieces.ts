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
  if (isQuoted && isJoined) return [{ kind: "quoted", text: joined(words, scope) }];
  return words.flatMap((text, index): Piece[] => {
    const piece: Piece = { kind: isQuoted ? "quoted" : "split", text };
    return index === 0 ? [piece] : [{ kind: "break" }, piece];
  });
}

/** `"$*"` joins the words with the first separator. */
function joined(words: readonly string[], { state }: Scope): string {
  const separators = toText(state.variables.get("IFS").value);
  if (separators !== undefined && !isKnown(separators)) return UNKNOWN;
  return words.join(separators === undefined ? " " : separators.charAt(0));
}
