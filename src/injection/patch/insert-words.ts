import { type JsonObject, member } from "../../kubernetes/json.ts";
import type { TextPlace } from "../command/argument-place.ts";
import type { Insertion } from "../peers/container-peers.ts";
import type { Container } from "../pod/pod.ts";
import { add, type PatchOperation } from "./operation.ts";

/** Builds the operations that insert words into a container's command. */
export function insertWords(
  raw: JsonObject | undefined,
  container: Container,
  insertions: readonly Insertion[],
): readonly PatchOperation[] {
  const elements = insertions.flatMap((one) => insertElements(raw, container, one));
  return [...elements, ...insertTexts(container, insertions)];
}

/** One operation per word, the last word first, because each `add` shifts the elements after it. */
function insertElements(
  raw: JsonObject | undefined,
  { pointer }: Container,
  { place, words }: Insertion,
): readonly PatchOperation[] {
  if (place.kind === "text") return [];
  const path = `${pointer}/${place.list}`;
  const isThere = raw !== undefined && Array.isArray(member(raw, place.list));
  if (!isThere) return [add(path, words)];
  return [...words].reverse().map((word) => add(`${path}/${place.index}`, word));
}

interface TextInsertion {
  readonly place: TextPlace;
  readonly words: readonly string[];
}

function insertTexts(container: Container, insertions: readonly Insertion[]): readonly PatchOperation[] {
  const byPath = new Map<string, TextInsertion[]>();
  for (const { place, words } of insertions) {
    if (place.kind !== "text") continue;
    const path = `${container.pointer}/${place.list}/${place.index}`;
    byPath.set(path, [...(byPath.get(path) ?? []), { place, words }]);
  }
  return [...byPath].flatMap(([path, texts]) => {
    const [first] = texts;
    const before = first === undefined ? "" : (container[first.place.list][first.place.index] ?? "");
    return [
      { op: "test", path, value: before },
      { op: "replace", path, value: withWords(before, texts) },
    ];
  });
}

/** From the end, so that the other offsets stay valid. */
function withWords(text: string, insertions: readonly TextInsertion[]): string {
  const ordered = [...insertions].sort((a, b) => b.place.offset - a.place.offset);
  return ordered.reduce(
    (result, { place: { offset }, words }) => `${result.slice(0, offset)} ${words.join(" ")}${result.slice(offset)}`,
    text,
  );
}
