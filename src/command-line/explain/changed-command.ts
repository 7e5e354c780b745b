import type { TextPlace } from "../../injection/command/argument-place.ts";
import type { ContainerPeers, Insertion } from "../../injection/peers/container-peers.ts";
import type { Container } from "../../injection/pod/pod.ts";
import type { Colors } from "../terminal.ts";

/** Longer commands are shown only around the added words. */
const MOST_WORDS = 48;
const MOST_CHARACTERS = 160;

/** Renders a container's command with the added words, one word a line; of scripts, only the lines that get some. */
export function changedCommand(
  container: Container,
  peers: ContainerPeers | undefined,
  colors: Colors,
): readonly string[] {
  const insertions = peers?.insertions ?? [];
  if (insertions.length === 0) return [];
  const [first] = insertions;
  const lines =
    first?.place.kind === "element"
      ? markInsertion(container, first, colors)
      : insertions.flatMap((insertion) => scriptLine(container, insertion, colors));
  return ["its command, with what is added (+):", ...lines.map((line) => `  ${line}`)];
}

function markInsertion({ command, args }: Container, { place, words }: Insertion, colors: Colors): readonly string[] {
  const at = place.list === "command" ? place.index : command.length + place.index;
  const own = [...command, ...args].map((word) => `  ${shortened(word)}`);
  const added = words.map((word) => colors.green(`+ ${word}`));
  const all = [...own.slice(0, at), ...added, ...own.slice(at)];
  const start = Math.max(0, Math.min(at - MOST_WORDS / 2, all.length - MOST_WORDS));
  return all.slice(start, start + MOST_WORDS);
}

function scriptLine(container: Container, { place, words }: Insertion, colors: Colors): readonly string[] {
  if (place.kind === "element") return [];
  const text = container[place.list][place.index] ?? "";
  const start = text.lastIndexOf("\n", place.offset - 1) + 1;
  const end = text.indexOf("\n", place.offset);
  const before = text.slice(start, place.offset).trimStart();
  // A continued line ends in a backslash.
  const after = text
    .slice(place.offset, end < 0 ? text.length : end)
    .replace(/\\$/, "")
    .trim();
  return [
    `  ${place.list}[${place.index}], line ${countLine(text, place)}:`,
    `  ${shortened(before)}`,
    ...words.map((word) => colors.green(`+ ${word}`)),
    ...(after === "" ? [] : [`  ${shortened(after)}`]),
  ];
}

function countLine(text: string, { offset }: TextPlace): number {
  return text.slice(0, offset).split("\n").length;
}

function shortened(word: string): string {
  const line = word.replaceAll(/\s+/g, " ");
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
}
