import { isAlias, isScalar, type Node } from "yaml";
import { keyName, NodeReader, scalarValue } from "./node-value.ts";

/** What the anchors of a document stand for, before and after the additions, as far as it has been walked. */
export class Anchors {
  readonly #before = new Map<string, unknown>();
  readonly #after = new Map<string, unknown>();

  /** Notes a node's anchor, if it has one. An anchor may be set again: from there on it stands for the new value. */
  note(node: Node | null, before: unknown, after: unknown): void {
    if (node === null || isAlias(node) || node.anchor === undefined) return;
    this.#before.set(node.anchor, before);
    this.#after.set(node.anchor, after);
  }

  before(name: string): unknown {
    return this.#before.get(name);
  }

  after(name: string): unknown {
    return this.#after.get(name);
  }

  /** The name of a member, whose key may carry an anchor or be an alias. */
  readKey(key: Node): string {
    const value = isScalar(key) ? scalarValue(key) : isAlias(key) ? this.before(key.source) : null;
    this.note(key, value, value);
    return keyName(value) ?? "";
  }

  /** What a node meant before the additions. */
  read(node: Node | null): unknown {
    const fail = (): never => {
      throw new Error("a document that has been read before cannot be read again");
    };
    return new NodeReader(fail, this.#before).read(node);
  }
}
