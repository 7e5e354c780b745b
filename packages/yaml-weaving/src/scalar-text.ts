import { resolvePlain } from "./plain-scalar.ts";

// Narrower than YAML allows: what every YAML reader takes for the same string, also before a colon and in brackets.
const SAFE_PLAIN = /^-{0,2}[A-Za-z_/.$(\d][\w\-./=+@$()]*(?::[\w\-./=+@$()]+)*$/;
const SAFE_KEY = /^[A-Za-z_][\w\-./]*$/;
// Strings to Kubernetes, but dates or base-60 numbers to other readers.
const LOOKS_NUMERIC = /^[\d.+-]+(?:$|:[-:\d]*$)|^\d[\d_.]*[-:eE]/;
// What is easier to read in single quotes, such as JSON in an annotation; narrow, so that nothing needs an escape.
const PRINTABLE_JSON = /^(?=.*")[ !"#-&(-~]+$/;
// What JSON leaves as it is and YAML does not allow raw.
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffd-\uffff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_LITERAL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff]/;

export type ScalarValue = string | number | boolean | null;

/** A scalar on one line, quoted only where it must be. */
export function scalarText(value: ScalarValue): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "string") return String(value);
  const isSafe = SAFE_PLAIN.test(value) && !LOOKS_NUMERIC.test(value) && resolvePlain(value) === value;
  if (isSafe) return value;
  return PRINTABLE_JSON.test(value) ? `'${value}'` : quoted(value);
}

/** An object's key. */
export function keyText(key: string): string {
  return SAFE_KEY.test(key) && resolvePlain(key) === key ? key : quoted(key);
}

/** A string in double quotes, the same in JSON and YAML. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A literal block scalar: what stands on the line of its key, and its content's lines without indentation. */
export interface Literal {
  readonly header: string;
  readonly lines: readonly string[];
}

/** A string of several lines as a literal block scalar; `undefined` if it is none or has to be quoted. */
export function literal(text: string, indentation: number): Literal | undefined {
  if (!text.includes("\n") || NOT_LITERAL.test(text) || !text.isWellFormed()) return undefined;
  // Two line breaks at the end would need `|+`, which also takes the blank lines that happen to follow it.
  if (text.trim() === "" || text.endsWith("\n\n")) return undefined;
  const lines = text.split("\n");
  const chomping = lines.at(-1) === "" ? "" : "-";
  if (chomping === "") lines.pop();
  // Blanks at the end would count as content or not, depending on how many there are.
  if (lines.at(-1)?.trim() === "") return undefined;
  const indicator = /^\s/.test(lines.find((line) => line !== "") ?? "") || lines[0] === "" ? indentation : "";
  return indentation > 9 ? undefined : { header: `|${indicator}${chomping}`, lines };
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (Number.isFinite(value)) return JSON.stringify(value);
  return value > 0 ? ".inf" : "-.inf";
}
