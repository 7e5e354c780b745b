import fc from "fast-check";

export type Texts = fc.Arbitrary<string>;

/** A shape of a text, and how often it is taken. */
export type Weighted = readonly [weight: number, texts: Texts];

/** The parts that contain each other. */
export interface Tie {
  readonly word: Texts;
  readonly quoted: Texts;
  readonly expansion: Texts;
  readonly statement: Texts;
  readonly list: Texts;
  readonly condition: Texts;
}

/** The shapes of one part: those that both shells read, and those that only bash does. */
export interface Shapes {
  readonly posix: readonly Weighted[];
  readonly bash: readonly Weighted[];
}

/** A text with other texts in it. */
export function join(parts: TemplateStringsArray, ...values: Texts[]): Texts {
  return fc.tuple(...values).map((texts) => parts.map((part, at) => part + (texts[at] ?? "")).join(""));
}

/** One of these. */
export const one = (...texts: string[]): Texts => fc.constantFrom(...texts);

/** Calls a function, but not without end: `d`, which nothing else assigns, grows with each call. */
export const call = (command: Texts): Texts => join`case $d in xxx*) ;; *) d=x$d; ${command};; esac`;

export const NAMES = ["A", "B", "C", "M", "N", "X", "Y"];
export const name = one(...NAMES);
export const literal = one("org/a", "org/b", "x", "7", "a,b", "org/c-d", "--model", "k=v", "a.b", "0", "Org/E:v2");
export const number = one("0", "1", "2", "3");
export const pattern = one(
  "*",
  "org/*",
  "*/",
  "?",
  "*b",
  "[ao]*",
  "x",
  "*:*",
  "[!o]*",
  "org",
  "/",
  "%",
  "a*",
  "\\*",
  "'*'",
  "[a-f]*",
  '"org"*',
  "--*",
  "??*",
  "*/*",
);
