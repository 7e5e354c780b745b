import { isKnown } from "../unknown.ts";

/** The result of a test; `undefined` if unknown, `invalid` for a syntax error. */
export type Answer = boolean | undefined | "invalid";

const NUMBER = /^\s*[-+]?[0-9]{1,18}\s*$/;
const BINARY = new Set(["=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"]);
const FILE_OPERATORS = "abcdefghkprstuwxGLNOS";

/** Evaluates the words inside `[ … ]`. */
export function decideTest(words: readonly string[], isBash: boolean): Answer {
  // A word that may expand to nothing makes every position uncertain.
  if (words.some((word) => word.includes("\uE000\uE000"))) return undefined;
  const [first = "", second = "", third = "", fourth = ""] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return decideUnary("-n", first);
    case 2:
      return first === "!" ? negate(decideUnary("-n", second)) : decideTwo(first, second);
    case 3:
      return decideThree([first, second, third], isBash);
    case 4:
      if (first === "!") return negate(decideThree([second, third, fourth], isBash));
      return decideLong(words, isBash);
    default:
      return decideLong(words, isBash);
  }
}

function decideTwo(operator: string, operand: string): Answer {
  if (!isKnown(operator)) return undefined;
  return /^-[a-zA-Z]$/.test(operator) ? decideUnary(operator, operand) : "invalid";
}

function decideThree([first, second, third]: readonly [string, string, string], isBash: boolean): Answer {
  if (!isKnown(second)) return undefined;
  if (second === "-a" || second === "-o") return combine(second, decideUnary("-n", first), decideUnary("-n", third));
  if (BINARY.has(second)) return decideBinary(second, { left: first, right: third, isBash });
  if (first === "!") return negate(decideTwo(second, third));
  if (first === "(" && third === ")") return decideUnary("-n", second);
  return "invalid";
}

/** Evaluates longer tests that consist of short ones joined by `-a` and `-o`. */
function decideLong(words: readonly string[], isBash: boolean): Answer {
  for (const joint of ["-o", "-a"] as const) {
    const at = words.findIndex((word, index) => word === joint && index > 0 && index < words.length - 1);
    if (at < 0) continue;
    const [left, right] = [words.slice(0, at), words.slice(at + 1)];
    if (left.includes("(") || right.includes("(")) return undefined;
    if (left.length > 4 || words.length > 16) return undefined;
    return combine(joint, decideTest(left, isBash), decideTest(right, isBash));
  }
  return undefined;
}

function combine(joint: "-a" | "-o", left: Answer, right: Answer): Answer {
  if (left === "invalid" || right === "invalid") return undefined;
  return joint === "-a" ? and(left, right) : or(left, right);
}

export function and(left: boolean | undefined, right: boolean | undefined): boolean | undefined {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : undefined;
}

export function or(left: boolean | undefined, right: boolean | undefined): boolean | undefined {
  if (left === true || right === true) return true;
  return left === false && right === false ? false : undefined;
}

function negate(answer: Answer): Answer {
  return typeof answer === "boolean" ? !answer : answer;
}

export function decideUnary(operator: string, operand: string): Answer {
  const hasText = operand.replaceAll("\uE000", "") !== "";
  if (operator === "-n" || operator === "-z") {
    if (!hasText && operand !== "") return undefined;
    return hasText === (operator === "-n");
  }
  // No file has an empty name.
  if (operand === "" && FILE_OPERATORS.includes(operator.charAt(1))) return false;
  return undefined;
}

interface Operands {
  readonly left: string;
  readonly right: string;
  readonly isBash: boolean;
}

function decideBinary(operator: string, { left, right, isBash }: Operands): Answer {
  if (!isKnown(left) || !isKnown(right)) return undefined;
  switch (operator) {
    case "=":
      return left === right;
    case "==":
      return isBash ? left === right : "invalid";
    case "!=":
      return left !== right;
    case "<":
    case ">":
    case "-nt":
    case "-ot":
    case "-ef":
      return undefined;
    default:
      return decideNumbers(operator, left, right);
  }
}

export function decideNumbers(operator: string, left: string, right: string): Answer {
  if (!NUMBER.test(left) || !NUMBER.test(right)) return left.length < 18 && right.length < 18 ? "invalid" : undefined;
  const [a, b] = [BigInt(left.trim().replace(/^\+/, "")), BigInt(right.trim().replace(/^\+/, ""))];
  switch (operator) {
    case "-eq":
      return a === b;
    case "-ne":
      return a !== b;
    case "-lt":
      return a < b;
    case "-le":
      return a <= b;
    case "-gt":
      return a > b;
    default:
      return a >= b;
  }
}
