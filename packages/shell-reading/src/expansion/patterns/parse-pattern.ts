/** A shell's pattern, as a list of items. */
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

/** A character of a pattern. Quoted characters are literal. */
export interface PatternChar {
  readonly char: string;
  readonly isQuoted: boolean;
}

/** Returns `undefined` for a pattern with classes, or with another part that is not supported. */
export function parsePattern(chars: readonly PatternChar[]): Pattern | undefined {
  const items: PatternItem[] = [];
  const lastClosing = chars.findLastIndex((item) => includesItem("]", item));
  for (let at = 0; at < chars.length; ) {
    const parsed = parseItem(chars, at, lastClosing);
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

function parseItem(chars: readonly PatternChar[], at: number, lastClosing: number): Parsed<PatternItem> | "unclear" {
  const { char = "", isQuoted = true } = chars[at] ?? {};
  const plain: Parsed<PatternItem> = { item: { kind: "char", char }, end: at + 1 };
  if (isQuoted) return plain;
  if (char === "*") return { item: { kind: "any" }, end: at + 1 };
  if (char === "?") return { item: { kind: "one" }, end: at + 1 };
  return char === "[" ? (parseBracket(chars, at, lastClosing) ?? plain) : plain;
}

/** Returns `undefined` without a closing bracket. */
function parseBracket(
  chars: readonly PatternChar[],
  start: number,
  lastClosing: number,
): Parsed<Bracket> | "unclear" | undefined {
  const isNegated = includesItem("!^", chars[start + 1]);
  const first = start + (isNegated ? 2 : 1);
  if (lastClosing <= first) return undefined;
  let end = first + 1;
  while (!includesItem("]", chars[end])) end++;
  const text = chars.slice(first, end).map(({ char }) => char);
  const ranges = parseRanges(text.join(""));
  return ranges === undefined ? "unclear" : { item: { kind: "set", isNegated, ranges }, end: end + 1 };
}

function includesItem(list: string, item: PatternChar | undefined): boolean {
  return item !== undefined && !item.isQuoted && list.includes(item.char);
}

const RANGES = /^(?:[a-z]-[a-z]|[0-9]-[0-9]|[A-Za-z0-9_.:,+=@%])*-?$/;

/** Supports only ranges of letters and digits, because others depend on the locale. */
function parseRanges(text: string): Bracket["ranges"] | undefined {
  if (!RANGES.test(text)) return undefined;
  return [...text.matchAll(/([a-z0-9])-([a-z0-9])|./g)].map(([all, first = all, last = all]) => [first, last] as const);
}

/** The pattern that matches letters in either case. */
export function withBothCases(pattern: Pattern): Pattern {
  return pattern.map((item): PatternItem => {
    if (item.kind === "char") return { kind: "set", isNegated: false, ranges: addOtherCase([[item.char, item.char]]) };
    return item.kind === "set" ? { ...item, ranges: addOtherCase(item.ranges) } : item;
  });
}

function addOtherCase(ranges: Bracket["ranges"]): Bracket["ranges"] {
  return ranges.flatMap(([first, last]) => [
    [first.toLowerCase(), last.toLowerCase()] as const,
    [first.toUpperCase(), last.toUpperCase()] as const,
  ]);
}
