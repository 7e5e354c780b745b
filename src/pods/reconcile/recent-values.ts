export interface RecentOptions {
  /** Beyond this number the oldest is dropped. */
  readonly most: number;
  readonly lifetimeMilliseconds: number;
}

interface Entry<V> {
  readonly value: V;
  readonly endsAt: number;
}

/** A bounded map with expiry. Times are milliseconds of any one clock. */
export class RecentValues<V> {
  readonly #options: RecentOptions;
  readonly #entries = new Map<string, Entry<V>>();

  constructor(options: RecentOptions) {
    this.#options = options;
  }

  get(key: string, now: number): { readonly value: V } | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || entry.endsAt <= now ? undefined : entry;
  }

  set(key: string, value: V, now: number): void {
    const { most, lifetimeMilliseconds } = this.#options;
    this.#entries.delete(key);
    this.#entries.set(key, { value, endsAt: now + lifetimeMilliseconds });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > most && oldest !== undefined) this.#entries.delete(oldest);
  }
}
