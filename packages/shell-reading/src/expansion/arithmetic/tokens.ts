import { InvalidArithmetic, Lost } from "../../giving-up.ts";

/** dash has no powers, steps and commas: `--N` is `-(-N)` there. */
const POSIX_TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|[0-9]+|[A-Za-z_]\w*)|(<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:()]))/y;
/** Quotes and indexes, which bash reads. */
const UNREAD = /["'\\$`[\]]/;
const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|[0-9]+(?:#[0-9a-zA-Z@_]+)?|[A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:,()]))/y;

function tokenize(text: string, isBash: boolean): readonly string[] {
  const tokens: string[] = [];
  const pattern = isBash ? TOKEN : POSIX_TOKEN;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) {
      if (text.slice(at).trim() === "") break;
      throw isBash && UNREAD.test(text) ? new Lost() : new InvalidArithmetic();
    }
    tokens.push(match[1] ?? match[2] ?? "");
  }
  return tokens;
}

/** The tokens of an arithmetic expression, from left to right. */
export class Tokens {
  readonly #list: readonly string[];
  #at = 0;

  /** @throws {InvalidArithmetic} */
  constructor(text: string, isBash: boolean) {
    this.#list = tokenize(text, isBash);
  }

  get isEmpty(): boolean {
    return this.#list.length === 0;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#list.length;
  }

  /** Empty after the end. */
  peek(offset = 0): string {
    return this.#list[this.#at + offset] ?? "";
  }

  take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.#at++;
    return true;
  }

  skip(count: number): void {
    this.#at += count;
  }
}
