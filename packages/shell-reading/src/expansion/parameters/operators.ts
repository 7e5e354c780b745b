import type { ParameterPart, Word } from "../../grammar/syntax.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../../unknown.ts";
import { changeCase, isAscii } from "../assign.ts";
import { expandPattern } from "../patterns/expand-pattern.ts";
import { removeMatch, replaceMatch } from "../patterns/match.ts";
import type { Pattern } from "../patterns/parse-pattern.ts";
import type { Scope } from "../scope.ts";
import type { Found } from "./find.ts";
import { slice } from "./slices.ts";

/** Applies `#`, `/`, `:`, `^` and similar operators to a value, or to each word. */
export function applyOperator(found: Found, part: ParameterPart, scope: Scope): Found {
  if (part.operator === ":") return slice(found, part, scope);
  const change = chooseChange(part, scope);
  if (found.kind === "text" && found.text === undefined) return { kind: "text", text: "" };
  if (found.kind === "text") return { kind: "text", text: change(found.text ?? "") };
  return { ...found, words: found.words.map((word) => (isKnown(word) ? change(word) : UNKNOWN_WORDS)) };
}

type Change = (text: string) => string;

function chooseChange(part: ParameterPart, scope: Scope): Change {
  const change = chooseRawChange(part, scope);
  const { budget } = scope.shell;
  return (text) => {
    budget.spend(text.length + 1);
    return isKnown(text) && isAscii(text) ? change(text) : UNKNOWN;
  };
}

function chooseRawChange({ operator = "", operand, second }: ParameterPart, scope: Scope): Change {
  const { budget } = scope.shell;
  if (operator === "@") return transform(operand === undefined ? "" : scope.toText(operand));
  const pattern = operand === undefined ? [] : expandPattern(operand, scope);
  if (pattern === undefined) return () => UNKNOWN;
  if (/^[#%]/.test(operator)) return (text) => removeMatch(text, pattern, operator, budget);
  if (/^[,^]/.test(operator)) return caseChange(operator, pattern);
  const replacement = second === undefined ? "" : expandReplacement(second, scope);
  if (replacement === undefined) return () => UNKNOWN;
  return (text) => replaceMatch(text, { pattern, operator, replacement, budget });
}

/** Since bash 5.2 an unquoted `&` is the matched text. */
function expandReplacement(word: Word, scope: Scope): string | undefined {
  const text = scope.toText(word);
  return isKnown(text) && !text.includes("&") && !text.includes("\\") ? text : undefined;
}

function caseChange(operator: string, pattern: Pattern): Change {
  const letterCase = operator.startsWith(",") ? "lower" : "upper";
  if (pattern.length > 0) return () => UNKNOWN;
  if (operator.length === 2) return (text) => changeCase(text, letterCase);
  return (text) => changeCase(text.slice(0, 1), letterCase) + text.slice(1);
}

function transform(operator: string): Change {
  if (operator === "U") return (text) => changeCase(text, "upper");
  if (operator === "L") return (text) => changeCase(text, "lower");
  if (operator === "u") return (text) => changeCase(text.slice(0, 1), "upper") + text.slice(1);
  return () => UNKNOWN;
}
