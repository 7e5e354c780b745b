/** How the characters of a word are interpreted in this context. */
export interface Place {
  /** Unquoted characters that end the word. */
  readonly stops: string;
  readonly isQuoted: boolean;
  /** Whether an apostrophe is a literal character, as inside double quotes. */
  readonly hasPlainApostrophes: boolean;
  /** Whether a double quote is a literal character, as in a here-document. */
  readonly hasPlainQuotes: boolean;
  /** Additional characters that a backslash escapes inside quotes. */
  readonly escapes: string;
}
