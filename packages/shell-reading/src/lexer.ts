import { type HereDocument, readHereDocument, skipHereDocuments } from "./here-document.ts";
import { endOfArithmetic, endOfArray, endOfNesting } from "./nesting.ts";

/** A word is as written, with its quotes. */
export interface Token {
  readonly kind: "word" | "operator" | "newline" | "end";
  readonly text: string;
}

const END: Token = { kind: "end", text: "" };
const NEWLINE: Token = { kind: "newline", text: "\n" };
const BLANKS = /(?:[ \t\r]|\\\r?\n)+/y;
const OPERATOR = /;;&|;;|;&|&&|\|\||\|&|[;&|()]/y;
const REDIRECTION = /&>>?|<<<|<<-?|[<>]&|>>|>\||<>|[<>]/y;
/** `2>`, `{log}>` */
const DESCRIPTOR = /^(?:\d+|\{\w+\})$/;
const PLAIN = /[^ \t\r\n;&|()<>\\'"`$]+/y;
const OPENING = "'\"`$<>";
const ARRAY_START = /^[A-Za-z_]\w*\+?=$/;

/** Reads a script's tokens. Redirections and here-documents are no part of a command's words: it drops them. */
export class Lexer {
  readonly #text: string;
  #at = 0;
  #documents: HereDocument[] = [];
  /** The script cannot be read to its end. */
  hasFailed = false;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    for (;;) {
      this.#skip(BLANKS);
      const char = this.#text[this.#at];
      if (char === undefined) return END;
      if (char === "#") this.#skipComment();
      else if (char === "\n") return this.#newline();
      else if (!this.#skipRedirection()) {
        const token = this.#operator() ?? this.#word();
        if (token !== undefined) return token;
      }
    }
  }

  /** Everything from here on is left unread. */
  fail(): void {
    this.hasFailed = true;
    this.#at = this.#text.length;
  }

  /** What `(( … ))` holds, if that is what the parenthesis just read begins. */
  arithmetic(): string | undefined {
    if (this.#text[this.#at] !== "(") return undefined;
    const start = this.#at;
    const end = endOfArithmetic(this.#text, start - 1);
    if (end < 0) return undefined;
    this.#at = end;
    return this.#text.slice(start + 1, end - 2);
  }

  #skipComment(): void {
    const newline = this.#text.indexOf("\n", this.#at);
    this.#at = newline < 0 ? this.#text.length : newline;
  }

  #newline(): Token {
    this.#at = skipHereDocuments(this.#text, this.#at + 1, this.#documents);
    this.#documents = [];
    return NEWLINE;
  }

  #skipRedirection(): boolean {
    if (this.#isSubstitution()) return false;
    const document = this.#text.startsWith("<<<", this.#at) ? undefined : readHereDocument(this.#text, this.#at);
    if (document !== undefined) {
      this.#documents.push(document.document);
      this.#at = document.end;
      return true;
    }
    if (!this.#skip(REDIRECTION)) return false;
    this.#skip(BLANKS);
    this.#skipWord();
    return true;
  }

  #operator(): Token | undefined {
    const start = this.#at;
    return this.#skip(OPERATOR) ? { kind: "operator", text: this.#text.slice(start, this.#at) } : undefined;
  }

  /** Nothing for a number that belongs to the redirection behind it. */
  #word(): Token | undefined {
    const start = this.#at;
    this.#skipWord();
    if (this.hasFailed) return undefined;
    const text = this.#text.slice(start, this.#at);
    const isDescriptor = /[<>]/.test(this.#text[this.#at] ?? "") && DESCRIPTOR.test(text);
    return isDescriptor ? undefined : { kind: "word", text };
  }

  #skipWord(): void {
    const start = this.#at;
    while (this.#at < this.#text.length) {
      if (this.#skip(PLAIN)) continue;
      const end = this.#endOfPart(start);
      if (end === this.#at) return;
      if (end < 0) this.fail();
      else this.#at = Math.min(end, this.#text.length);
    }
  }

  /** The end of the quote or the expansion here; here itself, if the word ends. */
  #endOfPart(start: number): number {
    const char = this.#text[this.#at];
    if (char === "\\") return this.#at + 2;
    if (char === undefined || !OPENING.includes(char)) return this.#endOfList(start);
    const end = endOfNesting(this.#text, this.#at);
    if (end !== this.#at) return end;
    return char === "$" ? this.#at + 1 : this.#at;
  }

  #endOfList(start: number): number {
    const isArray = this.#text[this.#at] === "(" && ARRAY_START.test(this.#text.slice(start, this.#at));
    return isArray ? endOfArray(this.#text, this.#at) : this.#at;
  }

  #isSubstitution(): boolean {
    const char = this.#text[this.#at];
    return (char === "<" || char === ">") && this.#text[this.#at + 1] === "(";
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }
}
