import { isKnown, UNKNOWN, UNKNOWN_WORDS } from "../unknown.ts";
import type { Piece } from "./scope.ts";

const BLANKS = " \t\n";

/** Joins pieces to words. */
export function toFields(pieces: readonly Piece[], separators: string, hasNoGlobs: boolean): readonly string[] {
  const fields = new Fields(hasNoGlobs);
  for (const piece of pieces) {
    if (piece.kind === "break") fields.end();
    else if (piece.kind === "split") split(piece.text, separators, fields);
    else fields.add(piece.text, piece.kind === "quoted");
  }
  fields.end();
  return fields.list;
}

class Fields {
  readonly list: string[] = [];
  readonly #hasNoGlobs: boolean;
  #parts: { text: string; isQuoted: boolean }[] = [];

  constructor(hasNoGlobs: boolean) {
    this.#hasNoGlobs = hasNoGlobs;
  }

  add(text: string, isQuoted: boolean): void {
    this.#parts.push({ text, isQuoted });
  }

  get hasBegun(): boolean {
    return this.#parts.length > 0;
  }

  end(): void {
    if (this.#parts.length === 0) return;
    const unquoted = this.#parts.map(({ text, isQuoted }) => (isQuoted ? "" : text)).join("");
    const isPattern = !this.#hasNoGlobs && isGlob(unquoted);
    this.list.push(
      this.#parts.map(({ text, isQuoted }) => (isQuoted || !isPattern ? text : withoutGlobs(text))).join(""),
    );
    this.#parts = [];
  }
}

const MOST_SEPARATORS = 64;

/** Whether texts can be split with these separators. Each character is compared with all of them. */
export function canSplit(separators: string): boolean {
  return isKnown(separators) && separators.length <= MOST_SEPARATORS;
}

/** Whether these unquoted characters make a word a glob pattern. */
function isGlob(text: string): boolean {
  if (text.includes("*") || text.includes("?")) return true;
  const bracket = text.indexOf("[");
  return bracket >= 0 && text.lastIndexOf("]") > bracket;
}

function withoutGlobs(text: string): string {
  return text.replace(/[*?[\]]+/g, UNKNOWN_WORDS);
}

/** Splits the result of an expansion. An unknown part may be any number of words. */
function split(text: string, separators: string, fields: Fields): void {
  const isSeparator = (at: number) => at < text.length && separators.includes(text.charAt(at));
  const isBlank = (at: number) => isSeparator(at) && BLANKS.includes(text.charAt(at));
  let at = 0;
  const skip = (holds: (at: number) => boolean): boolean => {
    const start = at;
    while (holds(at)) at++;
    return at > start;
  };
  if (skip(isBlank)) fields.end();
  while (at < text.length) {
    const start = at;
    const hasText = skip((place) => place < text.length && !isSeparator(place));
    if (hasText || !fields.hasBegun) fields.add(text.slice(start, at).replaceAll(UNKNOWN, UNKNOWN_WORDS), false);
    if (at === text.length) return;
    skip(isBlank);
    if (isSeparator(at)) {
      at++;
      skip(isBlank);
    }
    fields.end();
  }
}
