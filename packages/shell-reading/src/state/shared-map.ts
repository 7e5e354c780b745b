import type { Budget } from "../budget.ts";

/** A copy-on-write map. */
export class SharedMap<Key, Value> {
  #entries: Map<Key, Value>;
  #isShared = false;
  readonly #budget: Budget;

  constructor(budget: Budget, entries = new Map<Key, Value>()) {
    this.#budget = budget;
    this.#entries = entries;
  }

  get entries(): ReadonlyMap<Key, Value> {
    return this.#entries;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  set(key: Key, value: Value): void {
    this.#own().set(key, value);
  }

  delete(key: Key): void {
    if (this.#entries.has(key)) this.#own().delete(key);
  }

  clear(): void {
    this.#entries = new Map();
    this.#isShared = false;
  }

  /** Takes over the entries of a changed copy, optionally converted. `since`: the copy before it changed, if not this. */
  adopt(other: SharedMap<Key, Value>, change = (value: Value) => value, since: SharedMap<Key, Value> = this): void {
    if (since.#entries === other.#entries) return;
    this.#budget.spend(other.#entries.size);
    for (const [key, value] of other.#entries) {
      if (since.#entries.get(key) !== value || !since.#entries.has(key)) this.set(key, change(value));
    }
  }

  copy(): SharedMap<Key, Value> {
    const copy = new SharedMap<Key, Value>(this.#budget, this.#entries);
    this.#isShared = true;
    copy.#isShared = true;
    return copy;
  }

  /** Merges another map into this one, where they differ: `undefined` may be a value, and is not an absent one. */
  merge(other: SharedMap<Key, Value>, join: (a: Value | undefined, b: Value | undefined, key: Key) => Value): void {
    if (this.#entries === other.#entries) return;
    this.#budget.spend(this.#entries.size + other.#entries.size);
    for (const key of new Set([...this.#entries.keys(), ...other.#entries.keys()])) {
      const [a, b] = [this.#entries.get(key), other.#entries.get(key)];
      const isInBoth = this.#entries.has(key) && other.#entries.has(key);
      if (a !== b || !isInBoth) this.set(key, join(a, b, key));
    }
  }

  isSameAs(other: SharedMap<Key, Value>, areEqual: (a: Value, b: Value) => boolean): boolean {
    const [a, b] = [this.#entries, other.#entries];
    if (a === b) return true;
    this.#budget.spend(a.size + b.size);
    if (a.size !== b.size) return false;
    for (const [key, value] of a) {
      const found = b.get(key);
      if (!b.has(key) || (found !== value && (found === undefined || !areEqual(value, found)))) return false;
    }
    return true;
  }

  #own(): Map<Key, Value> {
    if (this.#isShared) {
      this.#budget.spend(this.#entries.size);
      this.#entries = new Map(this.#entries);
      this.#isShared = false;
    }
    return this.#entries;
  }
}
