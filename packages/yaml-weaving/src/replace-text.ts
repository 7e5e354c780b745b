import { isDeepStrictEqual } from "node:util";
import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import type { Manifest } from "./manifest.ts";
import { ManifestError } from "./manifest-error.ts";
import { readManifests } from "./read-manifests.ts";
import { applySplices, insertion, type Splice } from "./splice.ts";

/** Replaces a text, which is a value or an element of a list. */
export interface TextReplacement {
  readonly op: "replace";
  /** A JSON Pointer (RFC 6901). */
  readonly path: string;
  readonly value: string;
}

/** A document of a file, and what its value is to become. */
export interface TextChange {
  readonly source: string;
  readonly manifest: Manifest;
  /** Its place among the file's manifests. */
  readonly index: number;
  readonly replacement: TextReplacement;
}

/**
 * The splices that replace a text. What is put into the text is put into the source, so that the rest of it stays as its
 * author wrote it; where that cannot be done, the text is written in double quotes.
 * @throws {Error} if there is no text at the path, or it cannot be replaced, as behind an alias
 */
export function replaceText(change: TextChange): readonly Splice[] {
  const { source, manifest, replacement } = change;
  const node = nodeAt(manifest.syntax, replacement.path);
  const [start, end] = node?.range ?? [];
  if (!isScalar(node) || start === undefined || end === undefined) throw impossible(replacement, "there is no text");
  const before = textAt(manifest.value, replacement.path);
  if (before === undefined) throw impossible(replacement, "there is no text");
  const whole = { start, end, text: quoted(source.slice(start, end), replacement.value) };
  const written = source.slice(start, end);
  const contexts = [wholeContext, lastWord];
  const ways = [...contexts.map((one) => insertionsInto(written, { before, after: replacement.value }, one)), [whole]];
  const splices = ways
    .map((way) => way.map((splice) => (splice === whole ? splice : moved(splice, start))))
    .find((way) => way.length > 0 && isRight(change, way));
  if (splices === undefined) throw impossible(replacement, "an alias or a tag stands there");
  return splices;
}

function moved({ start, end, text }: Splice, by: number): Splice {
  return { start: start + by, end: end + by, text };
}

/** A scalar in a block ends with its line. */
function quoted(old: string, value: string): string {
  return JSON.stringify(value) + (old.endsWith("\n") ? "\n" : "");
}

/** Characters in front of an insertion by which its place in the source is found. */
const MOST_CONTEXT = 24;

/** Where in the source that goes which is in the new value, and not in the old one; nothing if it cannot be found. */
function insertionsInto(
  source: string,
  { before, after }: { readonly before: string; readonly after: string },
  contextBefore: (text: string, at: number) => string,
): readonly Splice[] {
  const places = insertedAt(before, after);
  const splices = places.map(({ at, text }) => {
    const context = contextBefore(before, at);
    const offset = context === "" ? -1 : findNth(source, context, countBefore(before, context, at));
    return { offset: offset < 0 ? -1 : offset + context.length, text };
  });
  return splices.some(({ offset }) => offset < 0) ? [] : splices.map(({ offset, text }) => insertion(offset, text));
}

function wholeContext(text: string, at: number): string {
  return text.slice(Math.max(text.lastIndexOf("\n", at - 1) + 1, at - MOST_CONTEXT), at);
}

/** Blanks and quotes may be written in another way than they are meant. */
function lastWord(text: string, at: number): string {
  const context = text.slice(Math.max(0, at - MOST_CONTEXT), at);
  return context.split(/[\s'"\\]/).at(-1) ?? "";
}

/** How many texts of one length may be put into a text. */
const MOST_INSERTIONS = 8;

interface Inserted {
  readonly at: number;
  readonly text: string;
}

/** Texts of one length that make the one of the other, by their places in it. */
function insertedAt(before: string, after: string): readonly Inserted[] {
  const added = after.length - before.length;
  for (let count = 1; count <= MOST_INSERTIONS && added > 0; count++) {
    if (added % count !== 0) continue;
    const length = added / count;
    const places: Inserted[] = [];
    let at = 0;
    for (; places.length < count; ) {
      const shift = places.length * length;
      while (at < before.length && before[at] === after[at + shift]) at++;
      places.push(behindWord(before, { at, text: after.slice(at + shift, at + shift + length) }));
    }
    if (before.slice(at) === after.slice(at + added)) return places;
  }
  return [];
}

/** The same insertion behind the word in front of it: a blank behind what is new is one in front of it. */
function behindWord(before: string, place: Inserted): Inserted {
  const { at, text } = place;
  return text.endsWith(" ") && before[at - 1] === " " ? { at: at - 1, text: ` ${text.slice(0, -1)}` } : place;
}

/** How often a text stands before this place, the one that ends there included. */
function countBefore(text: string, part: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0 && at + part.length <= end; at = text.indexOf(part, at + 1)) count++;
  return count;
}

function findNth(text: string, part: string, count: number): number {
  let at = -1;
  for (let found = 0; found < count; found++) {
    at = text.indexOf(part, at + 1);
    if (at < 0) return -1;
  }
  return at;
}

/** Whether the file then says what it should. */
function isRight({ source, manifest, index, replacement }: TextChange, splices: readonly Splice[]): boolean {
  const expected = structuredClone(manifest.value);
  setText(expected, replacement);
  try {
    return isDeepStrictEqual(readManifests(applySplices(source, splices), "")[index]?.value, expected);
  } catch (error) {
    if (error instanceof ManifestError) return false;
    throw error;
  }
}

function splitPath(path: string): readonly string[] {
  return path
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function nodeAt(root: Node, path: string): Node | undefined {
  let node: unknown = root;
  for (const token of splitPath(path)) {
    if (isSeq(node)) node = node.items[Number(token)];
    else if (isMap(node)) node = node.items.find(({ key }) => isScalar(key) && key.value === token)?.value;
    else return undefined;
  }
  return isScalar(node) || isAlias(node) ? node : undefined;
}

type Tree = { [key: string]: unknown };

function textAt(value: unknown, path: string): string | undefined {
  const found = splitPath(path).reduce<unknown>((node, token) => (node as Tree | undefined)?.[token], value);
  return typeof found === "string" ? found : undefined;
}

function setText(root: unknown, { path, value }: TextReplacement): void {
  const tokens = splitPath(path);
  const last = tokens.at(-1) ?? "";
  const parent = tokens.slice(0, -1).reduce<unknown>((node, token) => (node as Tree | undefined)?.[token], root);
  (parent as Tree)[last] = value;
}

function impossible({ path }: TextReplacement, why: string): Error {
  return new Error(`cannot replace ${JSON.stringify(path)}: ${why}`);
}
