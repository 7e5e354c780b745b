import { resolvePlain } from "./plain-scalar.ts";

// Narrower than YAML allows: only what every YAML reader takes for the same string, also before a colon and in
// brackets.
const SAFE_PLAIN = /^-{0,2}[A-Za-z_/.$(\d][\w\-./=+@$()]*(?::[\w\-./=+@$()]+)*$/;
const SAFE_KEY = /^[A-Za-z_][\w\-./]*$/;
// Strings to Kubernetes, but dates or base-60 numbers to other readers.
const LOOKS_NUMERIC = /^[\d.+-]+(?:$|:[-:\d]*$)|^\d[\d_.]*[-:eE]/;
// Text that is easier to read in single quotes, such as JSON in an annotation. Narrow, so that nothing needs an
// escape.
const PRINTABLE_JSON = /^(?=.*")[ !"#-&(-~]+$/;
// Characters that JSON leaves unescaped and YAML does not allow raw.
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffd-\uffff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_LITERAL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff]/;

export type ScalarValue = string | number | boolean | null;

/** Formats a scalar on one line, quoted only if necessary. */
export function scalarText(value: ScalarValue): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "string") return String(value);
  const isSafe = SAFE_PLAIN.test(value) && !LOOKS_NUMERIC.test(value) && resolvePlain(value) === value;
  if (isSafe) return value;
  return PRINTABLE_JSON.test(value) ? `'${value}'` : quoted(value);
}

/** Formats an object's key. */
export function keyText(key: string): string {
  return SAFE_KEY.test(key) && resolvePlain(key) === key ? key : quoted(key);
}

/** Quotes a string in a form that is valid in both JSON and YAML. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A literal block scalar: the text on its key's line, and the content's lines without indentation. */
export interface Literal {
  readonly header: string;
  readonly lines: readonly string[];
}

/**
 * Formats a multi-line string as a literal block scalar. Returns `undefined` if the string has one line or must be
 * quoted.
 */
export function literal(text: string, indentation: number): Literal | undefined {
  if (!text.includes("\n") || NOT_LITERAL.test(text) || !text.isWellFormed()) return undefined;
  // Two line breaks at the end would need `|+`, which also absorbs blank lines that happen to follow.
  if (text.trim() === "" || text.endsWith("\n\n")) return undefined;
  const lines = text.split("\n");
  const chomping = lines.at(-1) === "" ? "" : "-";
  if (chomping === "") lines.pop();
  // Whether trailing blanks count as content depends on their number.
  if (lines.at(-1)?.trim() === "") return undefined;
  const indicator = /^\s/.test(lines.find((line) => line !== "") ?? "") || lines[0] === "" ? indentation : "";
  return indentation > 9 ? undefined : { header: `|${indicator}${chomping}`, lines };
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (Number.isFinite(value)) return JSON.stringify(value);
  return value > 0 ? ".inf" : "-.inf";
}
