import { placeBeforeExpansion } from "../pod/environment.ts";
import type { Container } from "../pod/pod.ts";
import type { StartedEngines } from "./detection.ts";
import type { WrittenWord } from "./simple-commands.ts";

/** A position in a container's `command` and `args` where words can be inserted. */
export type ArgumentPlace = ElementPlace | TextPlace;

/** Between two elements of a list, or at its end. */
export interface ElementPlace {
  readonly kind: "element";
  readonly list: "command" | "args";
  /** The number of elements before the new ones. */
  readonly index: number;
}

/** Inside an element that is a shell script. */
export interface TextPlace {
  readonly kind: "text";
  readonly list: "command" | "args";
  /** The index of the element. */
  readonly index: number;
  /** Characters, in the element as written. */
  readonly offset: number;
}

/** The position directly after a word; `undefined` if the word is the value of a reference such as `$(NAME)`. */
export function placeBehind(
  word: WrittenWord,
  { argv }: Pick<StartedEngines, "argv">,
  { container, variables }: { readonly container: Container; readonly variables: ReadonlyMap<string, string> },
): ArgumentPlace | undefined {
  const { end } = word;
  if (end === undefined) return undefined;
  const { index, start } = elementAt(argv, end);
  const element = argv[index] ?? "";
  // Without a command, the image's entry point is the first word.
  const position = index - (container.command.length === 0 ? 1 : 0);
  if (position < 0) return undefined;
  if (word.start === start && end === start + element.length) return behindElement(container, position);
  const list = position < container.command.length ? "command" : "args";
  const at = list === "command" ? position : position - container.command.length;
  const offset = placeBeforeExpansion(container[list][at] ?? "", variables, end - start);
  return offset === undefined ? undefined : { kind: "text", list, index: at, offset };
}

/** The position at the end. */
export function placeAtEnd({ args }: Container): ElementPlace {
  return { kind: "element", list: "args", index: args.length };
}

/** For a command without arguments, the position in `args`. */
function behindElement({ command }: Container, position: number): ElementPlace {
  const next = position + 1;
  if (next < command.length) return { kind: "element", list: "command", index: next };
  return { kind: "element", list: "args", index: next - command.length };
}

/** The element at an offset, and the element's start. There is a gap of one between elements. */
function elementAt(argv: readonly string[], place: number): { readonly index: number; readonly start: number } {
  let start = 0;
  for (const [index, element] of argv.entries()) {
    if (place <= start + element.length) return { index, start };
    start += element.length + 1;
  }
  return { index: argv.length, start };
}
