/** Each watch is a connection. */
export const MOST_CLAIMS = 256;
/** Per namespace. */
export const MOST_CLAIMS_PER_NAMESPACE = 16;

/** Chooses the claims to watch: the most recently used ones, with a limit per namespace. */
export class ClaimShares {
  /** By namespace, the most recently used name last. */
  readonly #asked = new Map<string, Set<string>>();
  #size = 0;

  /**
   * Records the use of a claim. Returns the claim to evict for it, if any. One namespace never evicts a watch of a
   * smaller one.
   */
  ask(namespace: string, name: string): { readonly namespace: string; readonly name: string } | undefined {
    const names = this.#asked.get(namespace) ?? new Set<string>();
    this.#asked.set(namespace, names);
    const isKnown = names.delete(name);
    names.add(name);
    if (isKnown) return undefined;
    this.#size++;
    if (names.size > MOST_CLAIMS_PER_NAMESPACE) return this.#leave(namespace, names);
    return this.#size > MOST_CLAIMS ? this.#leave(...this.#largest()) : undefined;
  }

  #leave(namespace: string, names: Set<string>): { readonly namespace: string; readonly name: string } {
    const [name = ""] = names;
    names.delete(name);
    if (names.size === 0) this.#asked.delete(namespace);
    this.#size--;
    return { namespace, name };
  }

  #largest(): [string, Set<string>] {
    return [...this.#asked].reduce((a, b) => (b[1].size > a[1].size ? b : a));
  }
}
