import { Discarded, Fatal, InvalidArithmetic, Lost } from "../../giving-up.ts";
import { toText } from "../../state/variable.ts";
import { isKnown, UNKNOWN } from "../../unknown.ts";
import { assignVariable } from "../assign.ts";
import type { Scope } from "../scope.ts";
import { numberIn, type Value } from "./compute.ts";
import { Evaluator, type Operands } from "./evaluator.ts";
import { Tokens } from "./tokens.ts";

const MOST_DEPTH = 32;

/**
 * Evaluates the content of `(( … ))`; `undefined` if unknown.
 * @throws {InvalidArithmetic}
 */
export function evaluate(text: string, scope: Scope, depth = 0): Value {
  scope.shell.budget.spend(text.length + 1);
  if (!isKnown(text)) return forgetTargets(text, scope);
  const tokens = new Tokens(text, scope.shell.isBash);
  if (tokens.isEmpty) return 0n;
  const evaluator = new Evaluator(tokens, operandsIn(scope, depth));
  const value = scope.shell.budget.nest(() => evaluator.comma());
  if (!tokens.isAtEnd) throw new InvalidArithmetic();
  return value;
}

/** The number in `$(( … ))`: an invalid expression ends the script in dash, and the line in bash. */
export function expandArithmetic(text: string, scope: Scope): string {
  try {
    return String(evaluate(text, scope) ?? UNKNOWN);
  } catch (error) {
    if (!(error instanceof InvalidArithmetic)) throw error;
    throw scope.shell.isBash ? new Discarded(false) : new Fatal();
  }
}

function operandsIn(scope: Scope, depth: number): Operands {
  return {
    budget: scope.shell.budget,
    read: (name) => readVariable(name, scope, depth),
    write: (name, value) => {
      if (value === undefined) scope.state.variables.forget([name]);
      else assignVariable(name, String(value), scope);
    },
  };
}

function readVariable(name: string, scope: Scope, depth: number): Value {
  const { state, shell } = scope;
  const text = toText(state.variables.get(name).value);
  if (text === undefined && shell.isBash) checkSet(state.options.needsSet);
  if (text === undefined || text === "") return 0n;
  if (!isKnown(text)) return undefined;
  if (/^-?[1-9][0-9]{0,17}$/.test(text) || text === "0") return BigInt(text);
  if (!shell.isBash) return readPosixNumber(text);
  if (depth >= MOST_DEPTH) throw new Lost();
  return evaluate(text, scope, depth + 1);
}

/** `set -u`, for which dash does not look in expressions. */
function checkSet(needsSet: boolean | undefined): void {
  if (needsSet === true) throw new Fatal();
  if (needsSet === undefined) throw new Lost();
}

/** In dash a variable's value has to be a number. */
function readPosixNumber(text: string): Value {
  const [, sign, digits] = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)\s*$/.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArithmetic();
  const value = numberIn(digits);
  return sign === "-" && value !== undefined ? -value : value;
}

/** Makes the variables that an unknown expression assigns unknown. */
function forgetTargets(text: string, { state }: Scope): undefined {
  if (/[-+=]/.test(text)) state.variables.forget(text.match(/[A-Za-z_]\w*/g) ?? []);
  return undefined;
}
