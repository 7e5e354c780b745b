import type { Word } from "../../grammar/syntax.ts";

/** The literal text at the beginning of a word, quoted or not; empty if it begins with an expansion. */
export function readLiteral(word: Word | undefined): string {
  const [part] = word?.parts ?? [];
  return part?.kind === "text" ? part.text : "";
}
