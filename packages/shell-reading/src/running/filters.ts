import type { State, Status } from "../state/state.ts";
import { isKnown } from "../unknown.ts";
import { fileOf } from "./redirects.ts";

interface Result {
  readonly output: string;
  readonly status: Status;
}

/** What a program writes, if it is one that only turns its input over; nothing if that is not known. */
type Filter = (args: readonly string[], state: State) => Result | undefined;

/** Programs whose output is computed. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ["cat", cat],
  ["tee", tee],
  ["basename", basename],
  ["dirname", dirname],
  ["tr", tr],
  ["cut", cut],
  ["head", head],
]);

function cat(args: readonly string[], state: State): Result | undefined {
  if (args.some((word) => word.startsWith("-") && word !== "-")) return undefined;
  const texts = (args.length === 0 ? ["-"] : args).map((word) =>
    word === "-" ? takeInput(state) : textOf(word, state),
  );
  return texts.includes(undefined) ? undefined : { output: texts.join(""), status: 0 };
}

function textOf(word: string, state: State): string | undefined {
  if (word === "/dev/null") return "";
  return word === "/dev/stdin" ? takeInput(state) : state.files.get(fileOf(word, state) ?? "")?.text;
}

function takeInput(state: State): string | undefined {
  const { input } = state;
  state.input = input === undefined ? undefined : "";
  state.budget.spend(input?.length ?? 0);
  return input;
}

function tee(args: readonly string[], state: State): Result | undefined {
  const input = takeInput(state);
  const isAppending = args[0] === "-a";
  for (const word of isAppending ? args.slice(1) : args) {
    const path = fileOf(word, state);
    if (path !== undefined)
      state.files.set(
        path,
        input === undefined || isAppending
          ? undefined
          : { text: input, isExecutable: state.files.get(path)?.isExecutable ?? false },
      );
  }
  return input === undefined ? undefined : { output: input, status: 0 };
}

function basename([path, suffix = "", ...rest]: readonly string[]): Result | undefined {
  if (path === undefined || path.startsWith("-") || rest.length > 0 || !isKnown(path) || !isKnown(suffix))
    return undefined;
  const trimmed = withoutSlashes(path);
  const name = trimmed.slice(trimmed.lastIndexOf("/") + 1);
  if (path === "" || name === "") return undefined;
  return {
    output: `${suffix !== "" && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`,
    status: 0,
  };
}

function dirname([path, ...rest]: readonly string[]): Result | undefined {
  if (path === undefined || path.startsWith("-") || rest.length > 0 || !isKnown(path)) return undefined;
  const trimmed = withoutSlashes(path);
  const slash = trimmed.lastIndexOf("/");
  const directory = slash < 0 ? "." : withoutSlashes(trimmed.slice(0, slash));
  return directory === "" ? undefined : { output: `${directory}\n`, status: 0 };
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}

const SETS: Readonly<Record<string, string>> = {
  "[:upper:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  "[:lower:]": "abcdefghijklmnopqrstuvwxyz",
  "A-Z": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  "a-z": "abcdefghijklmnopqrstuvwxyz",
  "\\n": "\n",
};

function tr(args: readonly string[], state: State): Result | undefined {
  const [first, second] = args;
  const input = takeInput(state);
  if (input === undefined || !isKnown(input) || first === undefined || second === undefined || args.length !== 2)
    return undefined;
  const isDeleting = first === "-d";
  const from = charactersOf(isDeleting ? second : first);
  const to = isDeleting ? "" : charactersOf(second);
  if (from === undefined || to === undefined || (!isDeleting && to === "")) return undefined;
  const output = [...input].map((char) => {
    const at = from.lastIndexOf(char);
    if (at < 0) return char;
    return isDeleting ? "" : (to[at] ?? to.at(-1) ?? "");
  });
  return { output: output.join(""), status: 0 };
}

function charactersOf(set: string): string | undefined {
  return SETS[set] ?? (/^[A-Za-z0-9_/:,. -]+$/.test(set) && !/.-./.test(set) ? set : undefined);
}

function cut(args: readonly string[], state: State): Result | undefined {
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
  const lines = linesOf(input).map((line) =>
    line.includes(delimiter) ? (line.split(delimiter)[Number(field) - 1] ?? "") : line,
  );
  return { output: lines.map((line) => `${line}\n`).join(""), status: 0 };
}

function head(args: readonly string[], state: State): Result | undefined {
  const count = /^-(?:n ?)?([0-9]{1,4})$/.exec(args.join(" "))?.[1];
  const input = takeInput(state);
  if (count === undefined || input === undefined || !isKnown(input)) return undefined;
  const lines = linesOf(input).slice(0, Number(count));
  const isWhole = input.endsWith("\n") || lines.length < linesOf(input).length;
  return { output: lines.join("\n") + (isWhole && lines.length > 0 ? "\n" : ""), status: 0 };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
