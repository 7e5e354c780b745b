import { Lost } from "../../giving-up.ts";
import { toText } from "../../state/variable.ts";
import { isKnown } from "../../unknown.ts";
import { assignVariable } from "../assign.ts";
import type { Scope } from "../scope.ts";
import type { Value } from "./compute.ts";
import { Evaluator, type Operands } from "./evaluator.ts";
import { Tokens } from "./tokens.ts";

const MOST_DEPTH = 32;

/** Evaluates the content of `(( … ))`; `undefined` if unknown. */
export function evaluate(text: string, scope: Scope, depth = 0): Value {
  scope.shell.budget.spend(text.length + 1);
  if (!isKnown(text)) return forgetTargets(text, scope);
  const tokens = new Tokens(text);
  if (tokens.isEmpty) return 0n;
  const evaluator = new Evaluator(tokens, operandsIn(scope, depth));
  const value = scope.shell.budget.nest(() => evaluator.comma());
  if (!tokens.isAtEnd) throw new Lost();
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
  const text = toText(state.variables.get(name).value);
  if (text === undefined && state.options.needsSet !== false) throw new Lost();
  if (text === undefined || text === "") return 0n;
  if (!isKnown(text)) return undefined;
  if (/^-?[1-9][0-9]{0,17}$/.test(text) || text === "0") return BigInt(text);
  if (depth >= MOST_DEPTH || !shell.isBash) throw new Lost();
  return evaluate(text, scope, depth + 1);
}

/** Makes the variables that an unknown expression assigns unknown. */
function forgetTargets(text: string, { state }: Scope): undefined {
  if (/[-+=]/.test(text)) state.variables.forget(text.match(/[A-Za-z_]\w*/g) ?? []);
  return undefined;
}
