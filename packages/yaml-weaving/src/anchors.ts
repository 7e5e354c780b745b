import { isAlias, isScalar, type Node } from "yaml";
import { keyName, NodeReader, scalarValue } from "./node-value.ts";

/** The values of a document's anchors before and after the additions, for the part that has been walked. */
export class Anchors {
  readonly #before = new Map<string, unknown>();
  readonly #after = new Map<string, unknown>();

  /** Records a node's anchor, if any. A later node may redefine an anchor. */
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

  /** The name of a member. Its key may have an anchor or be an alias. */
  readKey(key: Node): string {
    const value = isScalar(key) ? scalarValue(key) : isAlias(key) ? this.before(key.source) : null;
    this.note(key, value, value);
    return keyName(value) ?? "";
  }

  /** The value of a node before the additions. */
  read(node: Node | null): unknown {
    const fail = (): never => {
      throw new Error("the document was parsed before, so this cannot fail");
    };
    return new NodeReader(fail, { anchors: this.#before }).read(node);
  }
}
