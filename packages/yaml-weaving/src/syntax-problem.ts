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

/** Errors that share a code with others. */
const PHRASES: readonly (Words & { readonly phrase: string })[] = [
  { phrase: 'closing "', what: 'a " before this is not closed', wayOut: 'add the closing "' },
  { phrase: "closing '", what: "a ' before this is not closed", wayOut: "add the closing '" },
  {
    phrase: "keys need to be followed by map values",
    what: "a line has no `key: value`",
    wayOut: "add the colon and the value, or indent it if it belongs to the value above",
  },
  {
    phrase: "item without - indicator",
    what: "an item of a list has no -, or the indentation does not fit the lines above",
    wayOut: "align this line with its siblings",
  },
  {
    phrase: "block-seq-ind on same line",
    what: "a list begins on the line of its key",
    wayOut: "put each - on a line of its own",
  },
  {
    phrase: "not allowed within flow collections",
    what: "between { and }, or [ and ], a comma is missing, or an item is written as outside of them",
    wayOut: "separate the items with commas",
  },
];

const TRAILING: Words = {
  what: "unexpected text after the end of a value",
  wayOut: "indent or quote it, or put `---` before it if a new document starts",
};

const SECOND_JSON: Words = {
  what: "a second JSON value follows the first",
  wayOut: "put a line with `---` between them, or make them the items of a List",
};

const NO_COMMA: Words = {
  what: "a value begins where none is expected",
  wayOut: "put a comma before it, or a line with `---` if a new document starts",
};

/** Explains a parser error to the author of a manifest. */
export function syntaxProblem(error: YAMLParseError, source: string): ManifestProblem {
  return { ...wordsFor(error, source), cause: error };
}

function wordsFor({ code, message, pos }: YAMLParseError, source: string): Words {
  const isBracket = /[[{]/.test(source.charAt(pos[0]));
  if (isBracket && /at node end|flow-(?:map|seq)-start token/.test(message)) return beforeBracket(source, pos[0]);
  if (message.includes("at node end")) return TRAILING;
  // The parser reports an unclosed bracket with the code of a wrong indentation.
  const [, bracket] = /end with a ([\]}])/.exec(message) ?? [];
  if (bracket !== undefined) return unclosed(bracket);
  const said = PHRASES.find(({ phrase }) => message.includes(phrase));
  return said ?? WORDS[code] ?? { what: plainly(message), wayOut: "correct the YAML here" };
}

/** For a `{` or `[` at the beginning of a line it may be what `jq -c` or several commands of `kubectl` print. */
function beforeBracket(source: string, offset: number): Words {
  const isJson = "[{".includes(source.trimStart().charAt(0));
  return isJson && source[offset - 1] === "\n" ? SECOND_JSON : NO_COMMA;
}

function unclosed(bracket: string): Words {
  return {
    what: `a ${bracket === "}" ? "{" : "["} before this is not closed`,
    wayOut: `add the ${bracket}, and indent the lines before it further than the key`,
  };
}

function plainly(message: string): string {
  const line = message.split("\n", 1)[0] ?? message;
  return `invalid YAML, ${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}
