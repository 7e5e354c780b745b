import { Lost } from "../../giving-up.ts";
import type { Status } from "../../state/status.ts";
import { isKnown, UNKNOWN_WORDS } from "../../unknown.ts";
import type { Call, Start, StartedWord } from "../shell.ts";

interface XargsOptions {
  readonly most: number;
  readonly placeholder: string | undefined;
  readonly command: readonly StartedWord[];
  readonly skipsEmpty: boolean;
}

export function runXargs(call: Call, { state, shell }: Start): Status {
  const options = xargsOptions(call.words);
  const input = state.input;
  state.input = "";
  const isPlain = input !== undefined && isKnown(input) && !/['"\\]/.test(input);
  shell.budget.spend(input?.length ?? 0);
  const items = isPlain ? splitItems(input, options) : [UNKNOWN_WORDS];
  const sure = state.weight;
  if (!isPlain) state.weight = 0;
  for (const words of commandLines(items, options)) {
    const program: Call = { argv: words.map(({ text }) => text), words, skipsFunctions: true };
    shell.budget.nest(() => shell.startProgram(program, state, shell));
  }
  state.weight = sure;
  return undefined;
}

/** Splits the input to words, or with a placeholder to lines without leading blanks. */
function splitItems(input: string, { placeholder }: XargsOptions): readonly string[] {
  if (placeholder === undefined) return input.split(BLANKS).filter((item) => item !== "");
  const lines = input.split("\n").map((line) => line.replace(LEADING_BLANKS, ""));
  return lines.filter((line) => line !== "");
}

/** One after the other, so that each is charged before the next one is built. */
function* commandLines(
  items: readonly string[],
  { most, placeholder, command, skipsEmpty }: XargsOptions,
): Generator<readonly StartedWord[]> {
  if (placeholder !== undefined) {
    for (const item of items) yield command.map(({ text }) => ({ text: text.replaceAll(placeholder, () => item) }));
    return;
  }
  for (let at = 0; at < items.length; at += most)
    yield [...command, ...items.slice(at, at + most).map((text) => ({ text }))];
  if (items.length === 0 && !skipsEmpty) yield command;
}

const BLANKS = /[ \t\n]+/;
const LEADING_BLANKS = /^[ \t]+/;
const VALUED = "nIPL";

function xargsOptions(words: readonly StartedWord[]): XargsOptions {
  const values = new Map<string, string>();
  let at = 1;
  while (/^-./.test(words[at]?.text ?? "")) at += takeOption(words, at, values);
  const most = Number(values.get("n") ?? values.get("L") ?? 5000);
  if (!(most > 0)) throw new Lost();
  const placeholder = values.get("I");
  return {
    most,
    placeholder,
    skipsEmpty: values.has("r"),
    command: at < words.length ? words.slice(at) : [{ text: "echo" }],
  };
}

/** Returns the number of words that the option takes. */
function takeOption(words: readonly StartedWord[], at: number, values: Map<string, string>): number {
  const { text } = words[at] ?? { text: "" };
  const letter = text.charAt(1);
  if (!VALUED.includes(letter)) {
    if (!["-r", "-t", "--no-run-if-empty"].includes(text)) throw new Lost();
    if (text !== "-t") values.set("r", "");
    return 1;
  }
  values.set(letter, text.length > 2 ? text.slice(2) : (words[at + 1]?.text ?? ""));
  return text.length > 2 ? 1 : 2;
}
