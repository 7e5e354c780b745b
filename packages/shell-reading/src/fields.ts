/** The words that one word of a script becomes. */
export class Fields {
  readonly #words: string[] = [];
  #current: string | undefined;

  /** Text that stays in one piece: literal or quoted. An empty one makes a word too. */
  append(text: string): void {
    this.#current = (this.#current ?? "") + text;
  }

  /** Text out of an unquoted expansion: blanks in it part words, and an empty one leaves no trace. */
  appendSplit(text: string): void {
    for (const [index, part] of text.split(/[ \t\n]+/).entries()) {
      if (index > 0) this.next();
      if (part !== "") this.append(part);
    }
  }

  /** What follows is another word. */
  next(): void {
    if (this.#current !== undefined) this.#words.push(this.#current);
    this.#current = undefined;
  }

  end(): readonly string[] {
    this.next();
    return this.#words;
  }
}
