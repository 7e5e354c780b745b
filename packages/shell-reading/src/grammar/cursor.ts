import type { Budget } from "../budget.ts";
import type { Aliases } from "./aliases.ts";
import { type Origin, runAt } from "./origin.ts";
import type { Place } from "./place.ts";
import type { Dialect, Part, Redirect, Script } from "./syntax.ts";

/** Thrown for a text that this parser cannot parse as a script. */
export class Unreadable extends Error {
  constructor() {
    super("the script is not one that can be read");
  }
}

/** A here-document whose body has not been read yet. */
export interface PendingDocument {
  readonly redirect: Redirect;
  readonly delimiter: string;
  readonly isLiteral: boolean;
  readonly stripsTabs: boolean;
}

/** The parts of the grammar that refer to each other. */
export interface Grammar {
  /** Reads parts of a word up to one of the stops, or the end of the text. */
  readonly readParts: (cursor: Cursor, place: Place) => readonly Part[];
  /** Reads commands up to and including the closing parenthesis. */
  readonly readSubstitution: (cursor: Cursor) => Script;
  /** Parses a separate text. */
  readonly readText: (text: string, cursor: Cursor) => Script;
}

export interface CursorOptions {
  readonly dialect: Dialect;
  readonly budget: Budget;
  readonly grammar: Grammar;
  readonly origin: Origin;
  readonly aliases: Aliases;
}

/** A position in a script. Skips line continuations where they have no effect. */
export class Cursor {
  readonly text: string;
  readonly dialect: Dialect;
  readonly budget: Budget;
  readonly grammar: Grammar;
  readonly origin: Origin;
  readonly aliases: Aliases;
  at = 0;
  documents: PendingDocument[] = [];

  constructor(text: string, { dialect, budget, grammar, origin, aliases }: CursorOptions) {
    this.text = text;
    this.aliases = aliases;
    this.origin = origin;
    this.dialect = dialect;
    this.budget = budget;
    this.grammar = grammar;
  }

  get isBash(): boolean {
    return this.dialect === "bash";
  }

  /** The source offset of the character at this position. */
  locate(at: number): number | undefined {
    const run = runAt(this.origin, at);
    return run && run.start + at - run.at;
  }

  /** The source offset after the previous character. */
  placeBehind(at: number): number | undefined {
    const place = this.locate(at - 1);
    return place === undefined ? undefined : place + 1;
  }

  /** The source offset of a part of the text, if it is contiguous in the source. */
  placeOfText(at: number, length: number): number | undefined {
    const run = runAt(this.origin, at);
    return run !== undefined && at + length <= run.at + run.length ? run.start + at - run.at : undefined;
  }

  /** The next character; empty at the end. */
  peek(): string {
    this.at = this.#skipContinuations(this.at);
    return this.text[this.at] ?? "";
  }

  /** Whether the text continues with this token. */
  has(token: string): boolean {
    return this.#findEnd(token) !== undefined;
  }

  take(token: string): boolean {
    const end = this.#findEnd(token);
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

  #findEnd(token: string): number | undefined {
    let at = this.at;
    for (const char of token) {
      at = this.#skipContinuations(at);
      if (this.text[at] !== char) return undefined;
      at++;
    }
    return at;
  }
}
