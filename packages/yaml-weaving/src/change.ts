import { isDeepStrictEqual } from "node:util";
import type { AddOperation } from "./add-operation.ts";
import { documentStyle } from "./block-style.ts";
import { blockLines, indented, isFilled } from "./block-text.ts";
import { finalLineBreak, type InsertedText, weave } from "./insert.ts";
import type { JsonValue } from "./json-value.ts";
import type { Manifest } from "./manifest.ts";
import { ManifestError } from "./manifest-error.ts";
import { readManifests } from "./read-manifests.ts";
import { removal } from "./remove.ts";
import type { Text } from "./slot.ts";
import { detectLineBreak, endOfContent, findColumn } from "./source-lines.ts";
import { tokenEnd, tokenStart } from "./source-place.ts";
import { applySplices, type Splice } from "./splice.ts";

/** The change to one document. */
export interface Change {
  /** The document's value after the change. */
  readonly value: unknown;
  /** The operations that lead to it. */
  readonly operations: readonly ChangeOperation[];
}

export type ChangeOperation =
  | AddOperation
  | { readonly op: "replace"; readonly path: string; readonly value: JsonValue }
  | { readonly op: "remove"; readonly path: string };

/**
 * Writes changes into the text of a manifest file, and keeps every other character. A document is rewritten, with a
 * note, where that is impossible: behind an alias, or if a value is replaced.
 *
 * @param source the text that the manifests were read from
 */
export function changeText(
  source: string,
  manifests: readonly Manifest[],
  changes: ReadonlyMap<Manifest, Change>,
): InsertedText {
  const text: Text = { source, lineBreak: detectLineBreak(source) };
  const splices: Splice[] = [];
  const notes: string[] = [];
  for (const [index, manifest] of manifests.entries()) {
    const change = changes.get(manifest);
    if (change === undefined) continue;
    const own = stepwise(text, { manifest, index, change });
    splices.push(...(own ?? [rewritten(text, manifest, change.value)]));
    if (own === undefined) notes.push(`${manifest.file}:${manifest.line}: rewritten, without its comments`);
  }
  return { text: applySplices(source, splices) + finalLineBreak(text, splices), notes };
}

interface Changed {
  readonly manifest: Manifest;
  /** The manifest's index among those of the file. */
  readonly index: number;
  readonly change: Change;
}

/**
 * Returns the splices if the spliced text parses to the desired value, because YAML has many notations for the same
 * value.
 */
function stepwise(text: Text, { manifest, index, change }: Changed): readonly Splice[] | undefined {
  const { value, operations } = change;
  if (operations.some(({ op }) => op === "replace")) return undefined;
  const additions = operations.filter((operation) => operation.op === "add");
  const removed = operations
    .filter(({ op }) => op === "remove")
    .map(({ path }) => removal(text, manifest, path))
    .filter((splice) => splice !== undefined);
  if (removed.length + additions.length < operations.length) return undefined;
  const splices = [...weave(text, manifest, additions).splices, ...removed];
  return areDisjoint(splices) && makes(text, splices, index, value) ? splices : undefined;
}

function areDisjoint(splices: readonly Splice[]): boolean {
  const sorted = splices.toSorted((a, b) => a.start - b.start);
  return sorted.every(({ start }, index) => start >= (sorted[index - 1]?.end ?? 0));
}

function makes(text: Text, splices: readonly Splice[], index: number, value: unknown): boolean {
  try {
    return isDeepStrictEqual(readManifests(applySplices(text.source, splices), "")[index]?.value, value);
  } catch (error) {
    if (error instanceof ManifestError) return false;
    throw error;
  }
}

function rewritten({ source, lineBreak }: Text, { syntax }: Manifest, value: unknown): Splice {
  const token = syntax.srcToken;
  if (token === undefined) throw new Error("a document without its source cannot be rewritten");
  const start = tokenStart(token);
  // A comment inside the indentation could be read as a line of a block scalar.
  const isBlock = token.type !== "flow-collection";
  const end = isBlock ? endOfContent(source, tokenEnd(token), findColumn(source, start) + 1) : tokenEnd(token);
  if (!isBlock) return { start, end, text: JSON.stringify(value, null, 2) };
  if (!isFilled(value)) return { start, end, text: JSON.stringify(value) };
  const lines = indented(blockLines(value, documentStyle(source, token)), findColumn(source, start));
  return { start, end, text: lines.join(lineBreak).trimStart() };
}
