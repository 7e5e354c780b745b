import type { State } from "../../../state/state.ts";
import { findFile } from "../../redirects.ts";
import { type Result, takeInput } from "./filter.ts";

export function cat(args: readonly string[], state: State): Result | undefined {
  if (args.some((word) => word.startsWith("-") && word !== "-")) return undefined;
  const texts = (args.length === 0 ? ["-"] : args).map((word) =>
    word === "-" ? takeInput(state) : findText(word, state),
  );
  return texts.includes(undefined) ? undefined : { output: texts.join(""), status: 0 };
}

function findText(word: string, state: State): string | undefined {
  if (word === "/dev/null") return "";
  return word === "/dev/stdin" ? takeInput(state) : state.files.textOf(findFile(word, state) ?? "");
}

export function tee(args: readonly string[], state: State): Result | undefined {
  const input = takeInput(state);
  const isAppending = args[0] === "-a";
  for (const word of isAppending ? args.slice(1) : args) {
    const path = findFile(word, state);
    if (path !== undefined) state.files.write(path, isAppending ? undefined : input);
  }
  return input === undefined ? undefined : { output: input, status: 0 };
}
