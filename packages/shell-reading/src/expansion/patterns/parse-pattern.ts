/** A shell's pattern, as a list of what it takes one after another. */
export type Pattern = readonly PatternItem[];
export type PatternItem =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "one" }
  | { readonly kind: "any" }
  | Bracket;
interface Bracket {
  readonly kind: "set";
  readonly isNegated: boolean;
  readonly ranges: readonly (readonly [first: string, last: string])[];
}

/** A pattern's character; quoted ones stand for themselves. */
export interface PatternChar {
  readonly char: string;
  readonly isQuoted: boolean;
}

/** Nothing for a pattern with classes, or another part that is not computed. */
export function parsePattern(chars: readonly PatternChar[]): Pattern | undefined {
  const items: PatternItem[] = [];
  for (let at = 0; at < chars.length; ) {
    const parsed = parseItem(chars, at);
    if (parsed === "unclear") return undefined;
    items.push(parsed.item);
    at = parsed.end;
  }
  return items;
}

interface Parsed<Item> {
  readonly item: Item;
  readonly end: number;
}

function parseItem(chars: readonly PatternChar[], at: number): Parsed<PatternItem> | "unclear" {
  const { char = "", isQuoted = true } = chars[at] ?? {};
  const plain: Parsed<PatternItem> = { item: { kind: "char", char }, end: at + 1 };
  if (isQuoted) return plain;
  if (char === "*") return { item: { kind: "any" }, end: at + 1 };
  if (char === "?") return { item: { kind: "one" }, end: at + 1 };
  return char === "[" ? (parseBracket(chars, at) ?? plain) : plain;
}

/** Nothing if no bracket closes it. */
function parseBracket(chars: readonly PatternChar[], start: number): Parsed<Bracket> | "unclear" | undefined {
  const isNegated = isOneOf("!^", chars[start + 1]);
  const first = start + (isNegated ? 2 : 1);
  const end = chars.findIndex((item, at) => at > first && isOneOf("]", item));
  if (end < 0) return undefined;
  const text = chars.slice(first, end).map(({ char }) => char);
  const ranges = rangesOf(text.join(""));
  return ranges === undefined ? "unclear" : { item: { kind: "set", isNegated, ranges }, end: end + 1 };
}

function isOneOf(list: string, item: PatternChar | undefined): boolean {
  return item !== undefined && !item.isQuoted && list.includes(item.char);
}

const RANGES = /^(?:[a-z]-[a-z]|[0-9]-[0-9]|[A-Za-z0-9_.:,+=@%])*-?$/;

/** Only letters and digits: what else is between two characters depends on the locale. */
function rangesOf(text: string): Bracket["ranges"] | undefined {
  if (!RANGES.test(text)) return undefined;
  return [...text.matchAll(/([a-z0-9])-([a-z0-9])|./g)].map(([all, first = all, last = all]) => [first, last] as const);
}
