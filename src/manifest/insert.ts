import type { AddOperation } from "./add-operation.ts";
import { applyAdditions } from "./apply-additions.ts";
import type { Manifest } from "./manifest.ts";
import type { Text } from "./slot.ts";
import { SourceFile } from "./source-file.ts";
import { lineBreakOf } from "./source-lines.ts";
import { applySplices, type Splice } from "./splice.ts";
import { type Remark, Weaver } from "./weave.ts";

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
  const splices: Splice[] = [];
  const notes: string[] = [];
  for (const manifest of manifests) {
    const woven = weaveOne(text, manifest, additions.get(manifest) ?? []);
    splices.push(...woven.splices);
    notes.push(...woven.remarks.map((remark) => noteText(source, manifest, remark)));
  }
  return { text: applySplices(source, splices), notes };
}

type Woven = Pick<Weaver, "splices" | "remarks">;

function weaveOne(text: Text, { value, syntax }: Manifest, operations: readonly AddOperation[]): Woven {
  if (operations.length === 0) return { splices: [], remarks: [] };
  const extended = applyAdditions(value, operations);
  const weaver = new Weaver(text, extended.newElements);
  weaver.weaveDocument(syntax, { before: value, after: extended.value });
  return weaver;
}

function noteText(source: string, { file }: Manifest, { offset, text }: Remark): string {
  return `${file}:${new SourceFile(file, source).lineOf(offset)}: ${text}`;
}
