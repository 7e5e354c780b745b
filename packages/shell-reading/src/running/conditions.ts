import { expandComparedPattern } from "../expansion/patterns/expand-pattern.ts";
import { matches } from "../expansion/patterns/match.ts";
import type { Scope } from "../expansion/scope.ts";
import { InvalidArithmetic } from "../giving-up.ts";
import type { Condition, Word } from "../grammar/syntax.ts";
import { toText } from "../state/variable.ts";
import { isKnown, UNKNOWN } from "../unknown.ts";
import { compareTexts } from "./order.ts";
import { decideNumbers, decideUnary } from "./tests.ts";

/** Regular expressions that are literal text. */
const PLAIN = /^\^?[A-Za-z0-9/_:, -]*\$?$/;

/** Evaluates `[[ … ]]`; `undefined` if unknown. */
export function decide(condition: Condition, scope: Scope): boolean | undefined {
  scope.shell.budget.spend(1);
  switch (condition.kind) {
    case "not": {
      const inner = decide(condition.condition, scope);
      return inner === undefined ? undefined : !inner;
    }
    case "and":
    case "or":
      return decideBoth(condition, scope);
    case "unary":
      return decideOne(condition.operator, condition.operand, scope);
    case "binary":
      return decideTwo(condition, scope);
  }
}

function decideBoth(
  { kind, left, right }: Extract<Condition, { kind: "and" | "or" }>,
  scope: Scope,
): boolean | undefined {
  const decides = kind === "or";
  const first = decide(left, scope);
  if (first === decides) return decides;
  const second = decide(right, scope);
  if (first !== undefined) return second;
  return second === decides ? decides : undefined;
}

function decideOne(operator: string, operand: Word, scope: Scope): boolean | undefined {
  const text = scope.toText(operand);
  if (operator === "-v") return isSet(text, scope);
  const answer = decideUnary(operator, text);
  return answer === "invalid" ? undefined : answer;
}

function isSet(name: string, { state }: Scope): boolean | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const text = toText(state.variables.get(name).value);
  return text === UNKNOWN ? undefined : text !== undefined;
}

function decideTwo(
  { operator, left, right }: Extract<Condition, { kind: "binary" }>,
  scope: Scope,
): boolean | undefined {
  const text = scope.toText(left);
  if (operator === "=~") return decideRegex(text, right, scope);
  if (operator.startsWith("-")) return decideArithmetic(operator, text, scope.toText(right), scope);
  if (operator === "<" || operator === ">") return decideOrder(operator, text, scope.toText(right));
  const pattern = expandComparedPattern(right, scope);
  if (pattern === undefined || !isKnown(text)) return undefined;
  return matches(pattern, text, scope.shell.budget) === (operator !== "!=");
}

function decideOrder(operator: "<" | ">", left: string, right: string): boolean | undefined {
  const order = compareTexts(left, right);
  if (order === undefined) return undefined;
  return operator === "<" ? order < 0 : order > 0;
}

function decideArithmetic(operator: string, left: string, right: string, scope: Scope): boolean | undefined {
  if (["-nt", "-ot", "-ef"].includes(operator)) return undefined;
  try {
    const [a, b] = [scope.toNumber(left), scope.toNumber(right)];
    if (!isKnown(a) || !isKnown(b)) return undefined;
    const answer = decideNumbers(operator, a, b);
    return answer === "invalid" ? undefined : answer;
  } catch (error) {
    if (error instanceof InvalidArithmetic) return false;
    throw error;
  }
}

/** Evaluates only literal regular expressions, because engines are slow on hostile ones. */
function decideRegex(text: string, word: Word, scope: Scope): boolean | undefined {
  scope.state.variables.forget(["BASH_REMATCH"]);
  const [part, ...rest] = word.parts;
  const regex = part?.kind === "text" && !part.isQuoted && rest.length === 0 ? part.text : undefined;
  const { ignoresCase } = scope.state.options;
  if (regex === undefined || !isKnown(text) || !PLAIN.test(regex) || ignoresCase === undefined) return undefined;
  scope.shell.budget.spend(text.length * 2);
  return ignoresCase ? isFound(text.toLowerCase(), regex.toLowerCase()) : isFound(text, regex);
}

function isFound(text: string, regex: string): boolean {
  const literal = regex.replace(/^\^/, "").replace(/\$$/, "");
  if (regex.startsWith("^") && regex.endsWith("$")) return text === literal;
  if (regex.startsWith("^")) return text.startsWith(literal);
  return regex.endsWith("$") ? text.endsWith(literal) : text.includes(literal);
}
