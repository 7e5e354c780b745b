import type { ManifestProblem } from "./manifest-error.ts";

// What YAML allows, less the replacement character: a decoder puts it where the bytes were not UTF-8, and writing
// it back would destroy them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const FOREIGN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/;

/** Finds the first place where a file is not UTF-8 text. */
export function findTextProblem(source: string): (ManifestProblem & { readonly offset: number }) | undefined {
  const offset = source.search(FOREIGN);
  if (offset < 0) return undefined;
  const code = source.charCodeAt(offset).toString(16).toUpperCase().padStart(4, "0");
  const wayOut = "pass a YAML or JSON file that is saved as UTF-8";
  return { offset, what: `the file is not plain text (U+${code})`, wayOut };
}
