import { Lost } from "../../giving-up.ts";

const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|[0-9]+(?:#[0-9a-zA-Z@_]+)?|[A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:,()]))/y;

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      if (text.slice(at).trim() === "") break;
      throw new Lost();
    }
    tokens.push(match[1] ?? match[2] ?? "");
  }
  return tokens;
}

/** The tokens of an arithmetic expression, from left to right. */
export class Tokens {
  readonly #list: readonly string[];
  #at = 0;

  /** @throws {Lost} for an invalid expression */
  constructor(text: string) {
    this.#list = tokenize(text);
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
