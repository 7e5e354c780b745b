import type { ManifestProblem } from "./manifest-error.ts";

// What YAML allows, less the replacement character: a decoder puts it where the bytes were not UTF-8, and writing
// it back would destroy them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const FOREIGN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/;

/** Finds the first place where a file is not UTF-8 text. */
export function findTextProblem(source: string): (ManifestProblem & { readonly offset: number }) | undefined {
  const offset = source.search(FOREIGN);
  if (offset < 0) return undefined;
  return { offset, ...describeForeign(source, offset) };
}

function describeForeign(source: string, offset: number): ManifestProblem {
  if (isWide(source))
    return { what: "the file is saved as UTF-16, as PowerShell's > writes it", wayOut: "save it as UTF-8" };
  if (source[offset] === "\ufffd") return { what: "a character is not UTF-8", wayOut: "save the file as UTF-8" };
  const code = source.charCodeAt(offset).toString(16).toUpperCase().padStart(4, "0");
  const wayOut = "pass a YAML or JSON file that is saved as UTF-8";
  return { what: `the file is not plain text (U+${code})`, wayOut };
}

/** Whether every second byte of the beginning is zero, after a mark of the byte order that is not UTF-8. */
function isWide(source: string): boolean {
  return /^\ufffd{0,2}(?:(?:\0[^\0\ufffd]){4}|(?:[^\0\ufffd]\0){4})/.test(source);
}
