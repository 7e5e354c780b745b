import { assignVariable } from "../expansion/assign.ts";
import type { Shell } from "../running/shell.ts";
import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import type { Builtin } from "./builtin.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  "\\": "\\",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

export const echo: Builtin = (args, { state, shell }) => {
  state.write(echoed(args, shell.isBash));
  return 0;
};

/** bash interprets backslashes only with `-e`, dash always. */
function echoed(args: readonly string[], isBash: boolean): string {
  const options = isBash ? args.findIndex((word) => !/^-[neE]+$/.test(word)) : Number(args[0] === "-n");
  const start = options < 0 ? args.length : options;
  // An unknown word may be an option.
  if (isKnown(args[start] ?? "") === false && args[start]?.startsWith(UNKNOWN)) return UNKNOWN;
  const flags = args.slice(0, start).join("");
  const text = args.slice(start).join(" ") + (flags.includes("n") ? "" : "\n");
  const hasEscapes = isBash ? flags.lastIndexOf("e") > flags.lastIndexOf("E") : true;
  return hasEscapes ? (withoutEscapes(text) ?? UNKNOWN) : text;
}

/** Decodes escapes; `undefined` for escapes that are not supported. */
function withoutEscapes(text: string): string | undefined {
  if (!text.includes("\\")) return text;
  let isPlain = true;
  const result = text.replace(/\\(.?)/gs, (_, char: string) => {
    isPlain &&= char in ESCAPES;
    return ESCAPES[char] ?? "";
  });
  return isPlain ? result : undefined;
}

export const printf: Builtin = (args, invocation) => {
  const [first, second, ...rest] = args;
  const { state, scope, shell } = invocation;
  if (first === "-v" && shell.isBash && second !== undefined) {
    const text = formatted(rest, shell);
    assignVariable(second, text, scope);
    return decideStatus(text);
  }
  const words = first === "--" ? args.slice(1) : args;
  if (words.length === 0) return "failed";
  const text = formatted(words, shell);
  state.write(text);
  return decideStatus(text);
};

/** An invalid number fails, but is still printed as a number. */
function decideStatus(text: string): 0 | undefined {
  return isKnown(text) ? 0 : undefined;
}

const DIRECTIVE = /%(?:%|([a-zA-Z]))|\\(.)/gs;

/** Repeats the format until all arguments are used. */
function formatted([format = "", ...args]: readonly string[], { budget }: Shell): string {
  if (!isKnown(format) || args.some((word) => word.includes(UNKNOWN_WORDS))) return UNKNOWN;
  if (/%(?![%sd])/.test(format)) return UNKNOWN;
  const count = format.match(/%[sd]/g)?.length ?? 0;
  const rounds = count === 0 ? 1 : Math.max(1, Math.ceil(args.length / count));
  budget.spend(rounds * (format.length + 1));
  let result = "";
  for (let round = 0; round < rounds; round++)
    result += formatOnce(format, args.slice(round * count, (round + 1) * count));
  return result;
}

function formatOnce(format: string, args: readonly string[]): string {
  let next = 0;
  return format.replace(DIRECTIVE, (_, directive?: string, character?: string) => {
    if (character !== undefined) return character === '"' ? '"' : (ESCAPES[character] ?? UNKNOWN);
    if (directive === undefined) return "%";
    const word = args[next++];
    return directive === "s" ? (word ?? "") : formatNumber(word ?? "0");
  });
}

function formatNumber(word: string): string {
  return /^-?(?:0|[1-9][0-9]{0,17})$/.test(word) ? word : UNKNOWN;
}
