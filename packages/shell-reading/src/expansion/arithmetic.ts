import type { Budget } from "../budget.ts";
import { textOf } from "../state/variable.ts";
import { isKnown } from "../unknown.ts";
import { assignVariable } from "./assign.ts";
import { Lost, type Scope } from "./scope.ts";

const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|[0-9]+(?:#[0-9a-zA-Z@_]+)?|[A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:,()]))/y;
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
const MOST_DEPTH = 32;

/** Nothing for a number that is not known. */
type Value = bigint | undefined;

/** Computes what stands between `((` and `))`; nothing if it is not known. */
export function evaluate(text: string, scope: Scope, depth = 0): Value {
  scope.shell.budget.spend(text.length + 1);
  if (!isKnown(text)) return forgetTargets(text, scope);
  const tokens = tokenize(text);
  if (tokens.length === 0) return 0n;
  const reader = new Evaluator(tokens, operandsIn(scope, depth));
  const value = scope.shell.budget.nest(() => reader.comma());
  if (!reader.isAtEnd) throw new Lost();
  return value;
}

function operandsIn(scope: Scope, depth: number): Operands {
  const { budget, isBash } = scope.shell;
  return {
    budget,
    isBash,
    read: (name) => readVariable(name, scope, depth),
    write: (name, value) => {
      if (value === undefined) scope.state.variables.forget([name]);
      else assignVariable(name, String(value), scope);
    },
  };
}

function readVariable(name: string, scope: Scope, depth: number): Value {
  const { state, shell } = scope;
  const text = textOf(state.variables.get(name).value);
  if (text === undefined && state.options.needsSet !== false) throw new Lost();
  if (text === undefined || text === "") return 0n;
  if (!isKnown(text)) return undefined;
  if (/^-?[1-9][0-9]{0,17}$/.test(text) || text === "0") return BigInt(text);
  if (depth >= MOST_DEPTH || !shell.isBash) throw new Lost();
  return evaluate(text, scope, depth + 1);
}

/** What is assigned by an expression that is not known is not known either. */
function forgetTargets(text: string, { state }: Scope): undefined {
  if (/[-+=]/.test(text)) state.variables.forget(text.match(/[A-Za-z_]\w*/g) ?? []);
  return undefined;
}

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      if (text.slice(at).trim() === "") break;
      throw new Lost();
    }
    tokens.push(match[1] ?? match[2] ?? "");
  }
  return tokens;
}

/** What an expression needs of the shell around it. */
interface Operands {
  readonly budget: Budget;
  readonly isBash: boolean;
  readonly read: (name: string) => Value;
  /** Nothing for a value that is not known. */
  readonly write: (name: string, value: Value) => void;
}

/** Reads an expression and computes it on the way. */
class Evaluator {
  readonly #tokens: readonly string[];
  readonly #operands: Operands;
  #at = 0;
  /** Inside a part that is skipped: nothing is assigned. */
  #isSkipping = false;
  /** Inside a part that may be skipped. */
  #isDoubtful = false;

  constructor(tokens: readonly string[], operands: Operands) {
    this.#tokens = tokens;
    this.#operands = operands;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  comma(): Value {
    let value = this.#assignment();
    while (this.#take(",")) value = this.#assignment();
    return value;
  }

  #peek(offset = 0): string {
    return this.#tokens[this.#at + offset] ?? "";
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at++;
    return true;
  }

  #assignment(): Value {
    return this.#operands.budget.nest(() => {
      const name = this.#peek();
      const operator = this.#peek(1);
      if (!/^[A-Za-z_]/.test(name) || !ASSIGNMENT.test(operator)) return this.#conditional();
      this.#at += 2;
      const right = this.#assignment();
      const value = operator === "=" ? right : compute(operator.slice(0, -1), this.#operands.read(name), right);
      this.#write(name, value);
      return value;
    });
  }

  #conditional(): Value {
    const condition = this.#binary(0);
    if (!this.#take("?")) return condition;
    const isTrue = condition === undefined ? undefined : condition !== 0n;
    const first = this.#under(isTrue, () => this.comma());
    if (!this.#take(":")) throw new Lost();
    const second = this.#under(isTrue === undefined ? undefined : !isTrue, () => this.#assignment());
    if (isTrue === undefined) return first === second ? first : undefined;
    return isTrue ? first : second;
  }

  /** Runs a part that counts, does not count, or may count. */
  #under(counts: boolean | undefined, body: () => Value): Value {
    const [wasSkipping, wasDoubtful] = [this.#isSkipping, this.#isDoubtful];
    if (counts === false) this.#isSkipping = true;
    if (counts === undefined) this.#isDoubtful = true;
    const value = body();
    this.#isSkipping = wasSkipping;
    this.#isDoubtful = wasDoubtful;
    return value;
  }

  #binary(level: number): Value {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#power();
    let left = this.#binary(level + 1);
    for (let operator = this.#peek(); operators.includes(operator); operator = this.#peek()) {
      this.#at++;
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
    if (!this.#take("**")) return base;
    const exponent = this.#operands.budget.nest(() => this.#power());
    if (base === undefined || exponent === undefined) return undefined;
    if (exponent < 0n || exponent > 64n || !this.#operands.isBash) throw new Lost();
    return BigInt.asIntN(64, base ** exponent);
  }

  #unary(): Value {
    const operator = this.#peek();
    if (operator === "++" || operator === "--") return this.#step(operator, true);
    if (!["-", "+", "!", "~"].includes(operator)) return this.#primary();
    this.#at++;
    const value = this.#operands.budget.nest(() => this.#unary());
    if (value === undefined) return undefined;
    if (operator === "!") return value === 0n ? 1n : 0n;
    if (operator === "~") return ~value;
    return operator === "-" ? BigInt.asIntN(64, -value) : value;
  }

  #step(operator: string, isBefore: boolean): Value {
    if (!this.#operands.isBash) throw new Lost();
    const name = isBefore ? this.#peek(1) : this.#peek(-1);
    if (!/^[A-Za-z_]/.test(name)) throw new Lost();
    this.#at += isBefore ? 2 : 1;
    const old = this.#operands.read(name);
    const value = compute(operator.charAt(0), old, 1n);
    this.#write(name, value);
    return isBefore ? value : old;
  }

  #primary(): Value {
    const token = this.#peek();
    this.#at++;
    if (token === "(") {
      const value = this.#operands.budget.nest(() => this.comma());
      if (!this.#take(")")) throw new Lost();
      return value;
    }
    if (/^[0-9]/.test(token)) return numberIn(token);
    if (!/^[A-Za-z_]/.test(token)) throw new Lost();
    const next = this.#peek();
    if (next === "++" || next === "--") return this.#step(next, false);
    return this.#operands.read(token);
  }

  #write(name: string, value: Value): void {
    if (!this.#isSkipping) this.#operands.write(name, this.#isDoubtful ? undefined : value);
  }
}

/** The number as written: decimal, octal or hexadecimal. */
function numberIn(token: string): Value {
  if (token.includes("#") || token.length > 18) throw new Lost();
  if (/^0[xX]/.test(token)) return BigInt.asIntN(64, BigInt(token));
  if (!/^0[0-9]/.test(token)) return BigInt(token);
  if (/[89]/.test(token)) throw new Lost();
  return BigInt(`0o${token.slice(1)}`);
}

function compute(operator: string, left: Value, right: Value): Value {
  if (left === undefined || right === undefined) return undefined;
  if ((operator === "/" || operator === "%") && right === 0n) throw new Lost();
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
