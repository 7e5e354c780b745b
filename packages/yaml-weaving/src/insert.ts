import type { AddOperation } from "./add-operation.ts";
import { applyAdditions } from "./apply-additions.ts";
import type { Manifest } from "./manifest.ts";
import type { Text } from "./slot.ts";
import { SourceFile } from "./source-file.ts";
import { lineBreakOf } from "./source-lines.ts";
import { applySplices, type Splice } from "./splice.ts";
import { Weaver } from "./weave.ts";

/** A manifest file's text with additions. */
export interface InsertedText {
  readonly text: string;
  /** What its author may not expect, such as an alias that had to be written out; each names its place. */
  readonly notes: readonly string[];
}

/**
 * Writes additions into the text of a manifest file, in the style of their surroundings. Every other character stays.
 * @param source the text that the manifests were read from
 * @throws {Error} if an operation has no place to add to, or would replace content
 */
export function insertAdditions(
  source: string,
  manifests: readonly Manifest[],
  additions: ReadonlyMap<Manifest, readonly AddOperation[]>,
): InsertedText {
  const text: Text = { source, lineBreak: lineBreakOf(source) };
  const woven = manifests.map((manifest) => weave(text, manifest, additions.get(manifest) ?? []));
  const splices = woven.flatMap((weaver) => weaver.splices);
  const notes = writeNotes(source, manifests, woven);
  return { text: applySplices(source, splices) + finalLineBreak(text, splices), notes };
}

/** What of a text changes by additions to one of its documents. */
export type Woven = Pick<Weaver, "splices" | "remarks">;

/** @throws {Error} if an operation has no place to add to, or would replace content */
export function weave(text: Text, { value, syntax }: Manifest, operations: readonly AddOperation[]): Woven {
  if (operations.length === 0) return { splices: [], remarks: [] };
  const extended = applyAdditions(value, operations);
  const weaver = new Weaver(text, extended.newElements);
  weaver.weaveDocument(syntax, { before: value, after: extended.value });
  return weaver;
}

// Without a line break at the end of the file, `kubectl` takes a block scalar there to end without one.
export function finalLineBreak({ source, lineBreak }: Text, splices: readonly Splice[]): string {
  const endsInAddition = splices.some(({ end, text }) => end === source.length && /\|\d?\r?\n/.test(text));
  return endsInAddition && !source.endsWith("\n") ? lineBreak : "";
}

function writeNotes(source: string, manifests: readonly Manifest[], woven: readonly Woven[]): string[] {
  if (woven.every(({ remarks }) => remarks.length === 0)) return [];
  const lines = new SourceFile("", source);
  return manifests.flatMap(({ file }, index) => {
    const remarks = woven[index]?.remarks ?? [];
    return remarks.map(({ offset, text }) => `${file}:${lines.lineOf(offset)}: ${text}`);
  });
}
