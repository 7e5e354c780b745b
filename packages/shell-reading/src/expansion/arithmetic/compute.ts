import { InvalidArithmetic, Lost } from "../../giving-up.ts";

/** `undefined` for an unknown number. */
export type Value = bigint | undefined;

/** Parses a decimal, octal or hexadecimal number. */
export function numberIn(token: string): Value {
  if (token.includes("#") || token.length > 18) throw new Lost();
  if (/^0[xX]/.test(token)) return BigInt.asIntN(64, BigInt(token));
  if (!/^0[0-9]/.test(token)) return BigInt(token);
  if (/[89]/.test(token)) throw new InvalidArithmetic();
  return BigInt(`0o${token.slice(1)}`);
}

export function compute(operator: string, left: Value, right: Value): Value {
  if (left === undefined || right === undefined) return undefined;
  if ((operator === "/" || operator === "%") && right === 0n) throw new InvalidArithmetic();
  if ((operator === "<<" || operator === ">>") && (right < 0n || right > 63n)) throw new Lost();
  const value = COMPUTE[operator]?.(left, right);
  return value === undefined ? undefined : BigInt.asIntN(64, value);
}

const COMPUTE: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "&": (a, b) => a & b,
  "==": (a, b) => BigInt(a === b),
  "!=": (a, b) => BigInt(a !== b),
  "<": (a, b) => BigInt(a < b),
  ">": (a, b) => BigInt(a > b),
  "<=": (a, b) => BigInt(a <= b),
  ">=": (a, b) => BigInt(a >= b),
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};
