import { Lost } from "../giving-up.ts";
import type { Builtin, Invocation } from "./builtin.ts";

const SIGNAL = /^(?:[0-9]{1,2}|(?:SIG)?[A-Z][A-Z0-9]+|exit)$/;

/** `trap TEXT SIGNAL …`; with `-`, or with only a signal, the trap is removed. */
export const trap: Builtin = (args, invocation) => {
  const words = args[0] === "--" ? args.slice(1) : args;
  const [text = "-l"] = words;
  if (/^-[lp]/.test(text)) return undefined;
  const isReset = words.length === 1 || /^[0-9]+$/.test(text);
  const signals = isReset ? words : words.slice(1);
  if (!signals.every((signal) => SIGNAL.test(signal))) throw new Lost();
  for (const signal of signals) setTrap(nameSignal(signal), isReset ? "-" : text, invocation);
  return signals.some((signal) => nameSignal(signal) === "ERR") && !invocation.shell.isBash ? 1 : 0;
};

function nameSignal(signal: string): string {
  return /^(?:0|EXIT|exit)$/.test(signal) ? "EXIT" : signal.replace(/^SIG/, "");
}

function setTrap(name: string, text: string, { state, shell }: Invocation): void {
  if (name === "DEBUG" || name === "RETURN" || (name === "ERR" && state.variables.isInFunction)) throw new Lost();
  if (name === "ERR" && !shell.isBash) return;
  if (text === "-" || text === "") state.traps.delete(name);
  else state.traps.set(name, { text, isSure: true });
}
