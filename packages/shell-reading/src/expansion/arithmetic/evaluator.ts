import type { Budget } from "../../budget.ts";
import { InvalidArithmetic, Lost } from "../../giving-up.ts";
import { compute, numberIn, type Value } from "./compute.ts";
import type { Tokens } from "./tokens.ts";

const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];
const ASSIGNMENT = /^(?:[-+*/%&|^]|<<|>>)?=$/;

/** The parts of the shell that an expression needs. */
export interface Operands {
  readonly budget: Budget;
  readonly read: (name: string) => Value;
  /** `undefined` for an unknown value. */
  readonly write: (name: string, value: Value) => void;
}

/** Parses and evaluates an expression in one pass. */
export class Evaluator {
  readonly #tokens: Tokens;
  readonly #operands: Operands;
  /** Inside a skipped part: nothing is assigned. */
  #isSkipping = false;
  /** Inside a part that may be skipped. */
  #isDoubtful = false;

  constructor(tokens: Tokens, operands: Operands) {
    this.#tokens = tokens;
    this.#operands = operands;
  }

  comma(): Value {
    let value = this.#assignment();
    while (this.#tokens.take(",")) value = this.#assignment();
    return value;
  }

  #assignment(): Value {
    return this.#operands.budget.nest(() => {
      const name = this.#tokens.peek();
      const operator = this.#tokens.peek(1);
      if (!/^[A-Za-z_]/.test(name) || !ASSIGNMENT.test(operator)) return this.#conditional();
      this.#tokens.skip(2);
      const right = this.#assignment();
      if (this.#isSkipping) return 0n;
      const value = operator === "=" ? right : compute(operator.slice(0, -1), this.#read(name), right);
      this.#write(name, value);
      return value;
    });
  }

  #conditional(): Value {
    const condition = this.#binary(0);
    if (!this.#tokens.take("?")) return condition;
    const isTrue = condition === undefined ? undefined : condition !== 0n;
    const first = this.#under(isTrue, () => this.comma());
    if (!this.#tokens.take(":")) throw new InvalidArithmetic();
    const second = this.#under(isTrue === undefined ? undefined : !isTrue, () => this.#assignment());
    if (isTrue === undefined) return first === second ? first : undefined;
    return isTrue ? first : second;
  }

  /** Evaluates a part that applies, does not apply, or may apply. */
  #under(counts: boolean | undefined, body: () => Value): Value {
    const [wasSkipping, wasDoubtful] = [this.#isSkipping, this.#isDoubtful];
    if (counts === false) this.#isSkipping = true;
    if (counts === undefined) this.#isDoubtful = true;
    const value = this.#isDoubtful ? orLose(body) : body();
    this.#isSkipping = wasSkipping;
    this.#isDoubtful = wasDoubtful;
    return value;
  }

  #binary(level: number): Value {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#power();
    let left = this.#binary(level + 1);
    for (let operator = this.#tokens.peek(); operators.includes(operator); operator = this.#tokens.peek()) {
      this.#tokens.skip(1);
      this.#operands.budget.spend(1);
      left = this.#combine(operator, left, level);
    }
    return left;
  }

  #combine(operator: string, left: Value, level: number): Value {
    if (operator !== "&&" && operator !== "||") {
      const right = this.#binary(level + 1);
      if (this.#isSkipping) return 0n;
      return compute(operator, left, right);
    }
    const decides = operator === "||";
    const isTrue = left === undefined ? undefined : left !== 0n;
    const right = this.#under(isTrue === undefined ? undefined : isTrue !== decides, () => this.#binary(level + 1));
    if (isTrue === decides) return decides ? 1n : 0n;
    if (isTrue === undefined || right === undefined) return undefined;
    return right === 0n ? 0n : 1n;
  }

  #power(): Value {
    const base = this.#unary();
    if (!this.#tokens.take("**")) return base;
    const exponent = this.#operands.budget.nest(() => this.#power());
    if (base === undefined || exponent === undefined) return undefined;
    if (exponent < 0n) throw new InvalidArithmetic();
    if (exponent > 64n) throw new Lost();
    return BigInt.asIntN(64, base ** exponent);
  }

  #unary(): Value {
    const operator = this.#tokens.peek();
    if (operator === "++" || operator === "--") return this.#step(operator, true);
    if (!["-", "+", "!", "~"].includes(operator)) return this.#primary();
    this.#tokens.skip(1);
    const value = this.#operands.budget.nest(() => this.#unary());
    if (value === undefined) return undefined;
    if (operator === "!") return value === 0n ? 1n : 0n;
    if (operator === "~") return ~value;
    return operator === "-" ? BigInt.asIntN(64, -value) : value;
  }

  #step(operator: string, isBefore: boolean): Value {
    const name = isBefore ? this.#tokens.peek(1) : this.#tokens.peek(-1);
    if (!/^[A-Za-z_]/.test(name)) throw new Lost();
    this.#tokens.skip(isBefore ? 2 : 1);
    const old = this.#read(name);
    const value = compute(operator.charAt(0), old, 1n);
    this.#write(name, value);
    return isBefore ? value : old;
  }

  #primary(): Value {
    const token = this.#tokens.peek();
    this.#tokens.skip(1);
    if (token === "(") {
      const value = this.#operands.budget.nest(() => this.comma());
      if (!this.#tokens.take(")")) throw new InvalidArithmetic();
      return value;
    }
    if (/^[0-9]/.test(token)) return numberIn(token);
    if (!/^[A-Za-z_]/.test(token)) throw new InvalidArithmetic();
    const next = this.#tokens.peek();
    if (next === "++" || next === "--") return this.#step(next, false);
    return this.#read(token);
  }

  #read(name: string): Value {
    return this.#isSkipping ? 0n : this.#operands.read(name);
  }

  #write(name: string, value: Value): void {
    if (!this.#isSkipping) this.#operands.write(name, this.#isDoubtful ? undefined : value);
  }
}

/** An error in a part that may be skipped is one only if it is not. */
function orLose(body: () => Value): Value {
  try {
    return body();
  } catch (error) {
    throw error instanceof InvalidArithmetic ? new Lost() : error;
  }
}
