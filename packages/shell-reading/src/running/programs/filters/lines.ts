import type { State } from "../../../state/state.ts";
import { isKnown } from "../../../unknown.ts";
import { type Result, takeInput } from "./filter.ts";

const SETS: ReadonlyMap<string, string> = new Map([
  ["[:upper:]", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["[:lower:]", "abcdefghijklmnopqrstuvwxyz"],
  ["A-Z", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["a-z", "abcdefghijklmnopqrstuvwxyz"],
  ["\\n", "\n"],
]);

/** Each character of the input is compared with those of the set. */
const MOST_CHARACTERS = 64;

export function tr(args: readonly string[], state: State): Result | undefined {
  const [first, second] = args;
  const input = takeInput(state);
  if (input === undefined || !isKnown(input) || first === undefined || second === undefined || args.length !== 2)
    return undefined;
  const isDeleting = first === "-d";
  const from = expandCharacters(isDeleting ? second : first);
  const to = isDeleting ? "" : expandCharacters(second);
  if (from === undefined || to === undefined || (!isDeleting && to === "")) return undefined;
  const output = [...input].map((char) => {
    const at = from.lastIndexOf(char);
    if (at < 0) return char;
    return isDeleting ? "" : (to[at] ?? to.at(-1) ?? "");
  });
  return { output: output.join(""), status: 0 };
}

function expandCharacters(set: string): string | undefined {
  if (set.length > MOST_CHARACTERS) return undefined;
  return SETS.get(set) ?? (/^[A-Za-z0-9_/:,. -]+$/.test(set) && !/.-./.test(set) ? set : undefined);
}

export function cut(args: readonly string[], state: State): Result | undefined {
  const words = args.flatMap((word) => (/^-[df]./.test(word) ? [word.slice(0, 2), word.slice(2)] : [word]));
  const input = takeInput(state);
  const delimiter = words[words.indexOf("-d") + 1] ?? "";
  const field = words[words.indexOf("-f") + 1] ?? "";
  const isPlain =
    words.length === 4 &&
    words.includes("-d") &&
    words.includes("-f") &&
    delimiter.length === 1 &&
    /^[1-9]$/.test(field);
  if (!isPlain || input === undefined || !isKnown(input)) return undefined;
  const lines = splitLines(input).map((line) =>
    line.includes(delimiter) ? (line.split(delimiter)[Number(field) - 1] ?? "") : line,
  );
  return { output: lines.map((line) => `${line}\n`).join(""), status: 0 };
}

export function head(args: readonly string[], state: State): Result | undefined {
  const count = /^-(?:n ?)?([0-9]{1,4})$/.exec(args.join(" "))?.[1];
  const input = takeInput(state);
  if (count === undefined || input === undefined || !isKnown(input)) return undefined;
  const lines = splitLines(input).slice(0, Number(count));
  const isWhole = input.endsWith("\n") || lines.length < splitLines(input).length;
  return { output: lines.join("\n") + (isWhole && lines.length > 0 ? "\n" : ""), status: 0 };
}

function splitLines(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
