import { cutNamespace } from "../../kubernetes/object-key.ts";

/** Queues keys by namespace, round-robin: a namespace with many keys does not delay the others. */
export class FairQueue {
  readonly #waiting = new Map<string, string[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(key: string): void {
    const namespace = findTurn(key);
    const keys = this.#waiting.get(namespace);
    if (keys === undefined) this.#waiting.set(namespace, [key]);
    else keys.push(key);
    this.#size++;
  }

  /** Takes the next key of a namespace that `mayGoOn` allows, and moves that namespace to the end. */
  shift(mayGoOn: (namespace: string) => boolean): string | undefined {
    for (const [namespace, keys] of this.#waiting) {
      if (!mayGoOn(namespace)) continue;
      const key = keys.shift();
      this.#waiting.delete(namespace);
      if (keys.length > 0) this.#waiting.set(namespace, keys);
      if (key !== undefined) this.#size--;
      return key;
    }
    return undefined;
  }

  clear(): void {
    this.#waiting.clear();
    this.#size = 0;
  }
}

/** The namespace in whose turn a key comes. A key without one is a namespace itself, or has turns of its own. */
export function findTurn(key: string): string {
  return cutNamespace(key) || key;
}
