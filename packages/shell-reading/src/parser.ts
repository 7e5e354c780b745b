import { COMPOUNDS, type Cursor } from "./compound.ts";
import { Lexer, type Token } from "./lexer.ts";
import { type AndOr, type Command, type List, type Member, NOTHING, type Pipeline } from "./syntax.ts";

/** Compound commands nest this deep; what is deeper stays unread. */
const DEEPEST = 50;
const ENDS = new Set(["then", "elif", "else", "fi", "do", "done", "esac", "}", ")", ";;", ";&", ";;&"]);

/** Reads a script. Never throws: what stands in front of an error counts, and `isComplete` is false. */
export function parseScript(text: string): { readonly list: List; readonly isComplete: boolean } {
  const parser = new Parser(new Lexer(text));
  const list = parser.list();
  return { list, isComplete: parser.isComplete };
}

class Parser implements Cursor {
  readonly #lexer: Lexer;
  #depth = 0;
  token: Token;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
    this.token = lexer.next();
  }

  get isComplete(): boolean {
    return this.token.kind === "end" && !this.#lexer.hasFailed;
  }

  advance(): void {
    this.token = this.#lexer.next();
  }

  take(text: string): boolean {
    const isNext = this.token.text === text && this.token.kind !== "end";
    if (isNext) this.advance();
    return isNext;
  }

  expect(text: string): void {
    if (!this.take(text)) this.fail();
  }

  fail(): void {
    this.#lexer.fail();
    this.token = this.#lexer.next();
  }

  skipNewlines(): void {
    while (this.token.kind === "newline") this.advance();
  }

  takeArithmetic(): string | undefined {
    if (this.token.kind !== "operator" || this.token.text !== "(") return undefined;
    const text = this.#lexer.arithmetic();
    if (text !== undefined) this.advance();
    return text;
  }

  list(): List {
    const list: AndOr[] = [];
    for (;;) {
      while (this.token.kind === "newline" || this.token.text === ";") this.advance();
      if (this.token.kind === "end" || ENDS.has(this.token.text)) return list;
      list.push(this.#andOr());
    }
  }

  command(): Command {
    if (this.#depth >= DEEPEST) {
      this.fail();
      return NOTHING;
    }
    this.#depth++;
    const command = this.#compound() ?? this.#simple();
    this.#depth--;
    return command;
  }

  #andOr(): AndOr {
    const members = [this.#member("")];
    while (this.token.text === "&&" || this.token.text === "||") {
      const operator = this.token.text;
      this.advance();
      this.skipNewlines();
      members.push(this.#member(operator));
    }
    return { members, isBackground: this.take("&") };
  }

  #member(operator: Member["operator"]): Member {
    let isNegated = false;
    while (this.token.text === "!" || this.token.text === "time") {
      isNegated ||= this.token.text === "!";
      this.advance();
      this.take("-p");
    }
    return { operator, isNegated, pipeline: this.#pipeline() };
  }

  #pipeline(): Pipeline {
    const commands = [this.command()];
    while (this.take("|") || this.take("|&")) {
      this.skipNewlines();
      commands.push(this.command());
    }
    return commands;
  }

  #compound(): Command | undefined {
    const arithmetic = this.takeArithmetic();
    if (arithmetic !== undefined) return { kind: "arithmetic", text: arithmetic };
    return COMPOUNDS.get(this.token.text)?.(this);
  }

  /** No words at all are a redirection's command, as in `> file && next`. */
  #simple(): Command {
    const words: string[] = [];
    while (this.token.kind === "word") {
      words.push(this.token.text);
      this.advance();
    }
    if (this.token.text === "(") return this.#function(words);
    return { kind: "simple", words };
  }

  /** `name() body` */
  #function(words: readonly string[]): Command {
    const [name] = words;
    this.advance();
    if (name === undefined || words.length > 1) this.fail();
    this.expect(")");
    this.skipNewlines();
    return { kind: "function", name: name ?? "", body: this.command() };
  }
}
