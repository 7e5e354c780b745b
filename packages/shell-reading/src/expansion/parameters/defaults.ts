import { Fatal, Lost } from "../../giving-up.ts";
import type { ParameterPart } from "../../grammar/syntax.ts";
import { toText } from "../../state/variable.ts";
import { UNKNOWN, UNKNOWN_WORDS } from "../../unknown.ts";
import { assignVariable } from "../assign.ts";
import type { Piece, Scope } from "../scope.ts";
import type { Found } from "./find.ts";
import { toPieces } from "./pieces.ts";

export function withDefault(found: Found, part: ParameterPart, scope: Scope): readonly Piece[] {
  const { operator = "", operand } = part;
  const given = isGiven(found, operator.startsWith(":"));
  const kind = operator.at(-1);
  const other = () =>
    operand === undefined ? [] : scope.toPieces(operand, part.isQuoted).map((piece) => asExpanded(piece, part));
  if (kind === "+") {
    if (given === undefined)
      return toPieces(
        { kind: "words", words: [UNKNOWN_WORDS], isJoined: part.isQuoted && part.name !== "@" },
        part,
        scope,
      );
    if (given) return other();
    const isNothing = found.kind === "words" && !found.isJoined;
    return isNothing ? [] : toPieces({ kind: "text", text: "" }, part, scope);
  }
  if (given === true) return toPieces(found, part, scope);
  if (given === undefined) return undecided(found, part, scope);
  if (kind === "?") throw new Fatal();
  return kind === "=" ? assignDefault(part, scope) : other();
}

/** Whether the parameter counts as set; `undefined` if unknown. */
function isGiven(found: Found, hasColon: boolean): boolean | undefined {
  if (found.kind === "text") return isTextGiven(found.text, hasColon);
  const { words } = found;
  if (words.some((word) => word.replaceAll(UNKNOWN, "") !== "")) return true;
  if (words.some((word) => word.includes(UNKNOWN_WORDS))) return undefined;
  if (!hasColon) return words.length > 0;
  if (words.some((word) => word.includes(UNKNOWN))) return undefined;
  return words.length > 1 ? undefined : false;
}

function isTextGiven(text: string | undefined, hasColon: boolean): boolean | undefined {
  if (text === undefined) return false;
  if (text.replaceAll(UNKNOWN, "") !== "") return true;
  if (text !== "") return undefined;
  return !hasColon;
}

/** Unquoted text of a default is split like a value. */
function asExpanded(piece: Piece, { isQuoted }: ParameterPart): Piece {
  return piece.kind === "literal" && !isQuoted ? { kind: "split", text: piece.text } : piece;
}

function undecided(found: Found, part: ParameterPart, scope: Scope): readonly Piece[] {
  if (part.operator?.endsWith("=") === true) scope.state.variables.forget([part.name]);
  return toPieces(
    found.kind === "text" ? { kind: "text", text: UNKNOWN } : { ...found, words: [UNKNOWN_WORDS] },
    part,
    scope,
  );
}

function assignDefault(part: ParameterPart, scope: Scope): readonly Piece[] {
  const { name, index, operand } = part;
  if (index !== undefined || operand === undefined || !/^[A-Za-z_]/.test(name)) throw new Lost();
  assignVariable(name, scope.toText(operand), scope);
  return toPieces({ kind: "text", text: toText(scope.state.variables.get(name).value) }, part, scope);
}
