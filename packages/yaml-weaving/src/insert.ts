import type { AddOperation } from "./add-operation.ts";
import { applyAdditions } from "./apply-additions.ts";
import type { Manifest } from "./manifest.ts";
import { replaceText, type TextReplacement } from "./replace-text.ts";
import type { Text } from "./slot.ts";
import { SourceFile } from "./source-file.ts";
import { detectLineBreak } from "./source-lines.ts";
import { applySplices, type Splice } from "./splice.ts";
import { Weaver } from "./weave.ts";

/** The text of a manifest file with additions. */
export interface InsertedText {
  readonly text: string;
  /** Notes for its author, each with its place, for example about an alias that was written out. */
  readonly notes: readonly string[];
}

/** An addition, or an extended text; `test` operations are assumed to hold. */
export type InsertOperation = AddOperation | TextReplacement | { readonly op: "test"; readonly path: string };

/**
 * Writes additions into the text of a manifest file, in the style of their surroundings. Every other character stays.
 *
 * @param source the text that the manifests were read from
 * @throws {Error} if an operation has no place to add to, or would replace content
 */
export function insertAdditions(
  source: string,
  manifests: readonly Manifest[],
  additions: ReadonlyMap<Manifest, readonly InsertOperation[]>,
): InsertedText {
  const text: Text = { source, lineBreak: detectLineBreak(source) };
  const operations = (manifest: Manifest): readonly InsertOperation[] => additions.get(manifest) ?? [];
  const woven = manifests.map((manifest) =>
    weave(
      text,
      manifest,
      operations(manifest).filter((operation) => operation.op === "add"),
    ),
  );
  const replaced = manifests.flatMap((manifest, index) =>
    operations(manifest)
      .filter((operation) => operation.op === "replace")
      .flatMap((replacement) => replaceText({ source, manifest, index, replacement })),
  );
  const splices = [...woven.flatMap((weaver) => weaver.splices), ...replaced];
  const notes = writeNotes(source, manifests, woven);
  return { text: applySplices(source, splices) + finalLineBreak(text, splices), notes };
}

/** The changes that additions to one document make to a text. */
export type Woven = Pick<Weaver, "splices" | "remarks">;

/** @throws {Error} if an operation has no place to add to, or would replace content */
export function weave(text: Text, { value, syntax }: Manifest, operations: readonly AddOperation[]): Woven {
  if (operations.length === 0) return { splices: [], remarks: [] };
  const extended = applyAdditions(value, operations);
  const weaver = new Weaver(text, extended.newElements);
  weaver.weaveDocument(syntax, { before: value, after: extended.value });
  return weaver;
}

// At the end of a file without a final line break, `kubectl` reads a block scalar without its last line break.
export function finalLineBreak({ source, lineBreak }: Text, splices: readonly Splice[]): string {
  const endsInAddition = splices.some(({ end, text }) => end === source.length && /\|\d?\r?\n/.test(text));
  return endsInAddition && !source.endsWith("\n") ? lineBreak : "";
}

function writeNotes(source: string, manifests: readonly Manifest[], woven: readonly Woven[]): string[] {
  if (woven.every(({ remarks }) => remarks.length === 0)) return [];
  const lines = new SourceFile("", source);
  return manifests.flatMap(({ file }, index) => {
    const remarks = woven[index]?.remarks ?? [];
    return remarks.map(({ offset, text }) => `${file}:${lines.findLine(offset)}: ${text}`);
  });
}
