import type { Budget } from "../budget.ts";
import { type Origin, runAt } from "./origin.ts";
import type { Place } from "./place.ts";
import type { Dialect, Part, Redirect, Script } from "./syntax.ts";

/** Thrown where the text is not a script that this parser can read. */
export class Unreadable extends Error {
  constructor() {
    super("the script is not one that can be read");
  }
}

/** A here-document whose body is still to come. */
export interface PendingDocument {
  readonly redirect: Redirect;
  readonly delimiter: string;
  readonly isLiteral: boolean;
  readonly stripsTabs: boolean;
}

/** What the parts of the grammar need of each other. */
export interface Grammar {
  /** Reads parts of a word up to one of the stops, or the end of the text. */
  readonly readParts: (cursor: Cursor, place: Place) => readonly Part[];
  /** Reads commands up to the closing parenthesis, and that too. */
  readonly readSubstitution: (cursor: Cursor) => Script;
  /** Reads a text of its own. */
  readonly readText: (text: string, cursor: Cursor) => Script;
}

export interface CursorOptions {
  readonly dialect: Dialect;
  readonly budget: Budget;
  readonly grammar: Grammar;
  readonly origin: Origin;
}

/** A place in a script. Line continuations are skipped wherever they do not count. */
export class Cursor {
  readonly text: string;
  readonly dialect: Dialect;
  readonly budget: Budget;
  readonly grammar: Grammar;
  readonly origin: Origin;
  at = 0;
  documents: PendingDocument[] = [];

  constructor(text: string, { dialect, budget, grammar, origin }: CursorOptions) {
    this.text = text;
    this.origin = origin;
    this.dialect = dialect;
    this.budget = budget;
    this.grammar = grammar;
  }

  get isBash(): boolean {
    return this.dialect === "bash";
  }

  /** Where the character at this place is written. */
  placeOf(at: number): number | undefined {
    const run = runAt(this.origin, at);
    return run && run.start + at - run.at;
  }

  /** Where the character before this place ends. */
  placeBehind(at: number): number | undefined {
    const place = this.placeOf(at - 1);
    return place === undefined ? undefined : place + 1;
  }

  /** Where a part of the text is written, if it is written in one piece. */
  placeOfText(at: number, length: number): number | undefined {
    const run = runAt(this.origin, at);
    return run !== undefined && at + length <= run.at + run.length ? run.start + at - run.at : undefined;
  }

  /** The next character; empty at the end. */
  peek(): string {
    this.at = this.#skipContinuations(this.at);
    return this.text[this.at] ?? "";
  }

  /** Whether this stands here. */
  has(token: string): boolean {
    return this.#endOf(token) !== undefined;
  }

  take(token: string): boolean {
    const end = this.#endOf(token);
    if (end !== undefined) this.at = end;
    return end !== undefined;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail();
  }

  fail(): never {
    throw new Unreadable();
  }

  #skipContinuations(start: number): number {
    let at = start;
    while (this.text[at] === "\\" && this.text[at + 1] === "\n") at += 2;
    return at;
  }

  #endOf(token: string): number | undefined {
    let at = this.at;
    for (const char of token) {
      at = this.#skipContinuations(at);
      if (this.text[at] !== char) return undefined;
      at++;
    }
    return at;
  }
}
