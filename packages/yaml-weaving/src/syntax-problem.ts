import type { ErrorCode, YAMLParseError } from "yaml";
import type { ManifestProblem } from "./manifest-error.ts";

type Words = Pick<ManifestProblem, "what" | "wayOut">;

// Only the codes for which the parser's message would not help the author of a manifest.
const WORDS: Partial<Record<ErrorCode, Words>> = {
  TAB_AS_INDENT: { what: "a tab is used as indentation", wayOut: "indent with spaces" },
  BAD_INDENT: {
    what: "the indentation does not fit the lines above",
    wayOut: "align this line with its siblings",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    what: "a second `key:` on one line, or a wrong indentation",
    wayOut: "quote the value or align the line with its siblings",
  },
  MULTILINE_IMPLICIT_KEY: {
    what: "a key is spread over several lines, or a `:` is missing after it",
    wayOut: "write `key: value` on one line, aligned with its siblings",
  },
  BAD_SCALAR_START: { what: "a value starts with a character that YAML reserves", wayOut: "quote the value" },
  RESOURCE_EXHAUSTION: { what: "the document is nested too deeply", wayOut: "pass a Kubernetes manifest" },
};

const TRAILING: Words = {
  what: "unexpected text after the end of a value",
  wayOut: "indent or quote it, or put `---` before it if a new document starts",
};

/** Explains a parser error to the author of a manifest. */
export function syntaxProblem(error: YAMLParseError): ManifestProblem {
  return { ...wordsFor(error), cause: error };
}

function wordsFor({ code, message }: YAMLParseError): Words {
  if (message.includes("at node end")) return TRAILING;
  // The parser reports an unclosed bracket with the code of a wrong indentation.
  const known = message.includes("end with a") ? undefined : WORDS[code];
  return known ?? { what: plainly(message), wayOut: "correct the YAML here" };
}

function plainly(message: string): string {
  const line = message.split("\n", 1)[0] ?? message;
  return `invalid YAML, ${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}
