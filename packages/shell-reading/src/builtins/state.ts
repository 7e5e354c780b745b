import { evaluate } from "../expansion/arithmetic/evaluate.ts";
import { Fatal, InvalidArithmetic, Lost } from "../giving-up.ts";
import { resolveDirectory, resolvePath } from "../state/paths.ts";
import { isKnown, UNKNOWN_WORDS } from "../unknown.ts";
import type { Builtin } from "./builtin.ts";

export const shift: Builtin = ([word = "1"], { state, shell }) => {
  const { positional } = state;
  if (!/^[0-9]{1,6}$/.test(word)) throw new Lost();
  const count = Number(word);
  shell.budget.spendWords(positional);
  if (positional.slice(0, count).some((item) => item.includes(UNKNOWN_WORDS))) {
    state.positional = [UNKNOWN_WORDS];
    return undefined;
  }
  const isTooMuch = count > positional.length;
  if (isTooMuch && positional.some((item) => item.includes(UNKNOWN_WORDS))) throw new Lost();
  if (isTooMuch && !shell.isBash) throw new Fatal();
  if (!isTooMuch) state.positional = positional.slice(count);
  return isTooMuch ? 1 : 0;
};

export const letCommand: Builtin = (args, { scope, shell }) => {
  if (!shell.isBash) return 127;
  let value: bigint | undefined = 0n;
  try {
    for (const word of args) value = evaluate(word, scope);
  } catch (error) {
    if (error instanceof InvalidArithmetic) return 1;
    throw error;
  }
  return value === undefined ? undefined : Number(value === 0n);
};

/** Assumes that `cd` succeeds: a script whose directory is missing fails early. */
export const cd: Builtin = (args, { state }) => {
  const path = args.findLast((word) => !/^-[LP@e]+$/.test(word));
  const isLogical = !args.some((word) => /^-[Le@]*P/.test(word));
  const isPlain = path !== undefined && path !== "-" && isKnown(path);
  state.variables.forget(["PWD", "OLDPWD"]);
  const resolve = isLogical ? resolveDirectory : resolvePath;
  state.directory = isPlain ? resolve(path, state) : undefined;
  return 0;
};
