/** How the characters of a word count in this place. */
export interface Place {
  /** An unquoted character of these ends the word. */
  readonly stops: string;
  readonly isQuoted: boolean;
  /** An apostrophe is only a character, as inside double quotes. */
  readonly hasPlainApostrophes: boolean;
  /** A double quote is only a character, as in a here-document. */
  readonly hasPlainQuotes: boolean;
  /** What a backslash hides besides the usual, inside quotes. */
  readonly escapes: string;
}
