interface Entry<T> {
  readonly value: T;
  readonly size: number;
}

/**
 * A cache by text, bounded in size. Two generations bound it: when the recent one is half of the whole, it becomes the
 * older one, and what was not used since is forgotten. A hit changes nothing, unlike in a list ordered by use, whose
 * garbage would live long.
 */
export class BoundedCache<T> {
  readonly #most: number;
  #recent = new Map<string, Entry<T>>();
  #older = new Map<string, Entry<T>>();
  #recentSize = 0;
  #olderSize = 0;

  /** @param most the size of the whole, in the unit of its entries */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#recentSize + this.#olderSize;
  }

  get(key: string): T | undefined {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent.value;
    const older = this.#older.get(key);
    if (older !== undefined) this.#add(key, older);
    return older?.value;
  }

  /** Replaces the entry of the same key. */
  set(key: string, value: T, size: number): void {
    this.#add(key, { value, size });
  }

  #add(key: string, entry: Entry<T>): void {
    const before = this.#recent.get(key)?.size ?? 0;
    if (this.#recentSize - before + entry.size > this.#most / 2) this.#age();
    this.#recentSize += entry.size - (this.#recent.get(key)?.size ?? 0);
    this.#recent.set(key, entry);
  }

  #age(): void {
    [this.#older, this.#recent] = [this.#recent, new Map()];
    [this.#olderSize, this.#recentSize] = [this.#recentSize, 0];
  }
}
