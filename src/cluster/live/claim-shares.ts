/** Each watch is a connection. */
export const MOST_CLAIMS = 256;
/** Of one namespace. */
export const MOST_CLAIMS_PER_NAMESPACE = 16;

/** Which claims are worth a watch: those asked for last, in a share for each namespace. */
export class ClaimShares {
  /** By namespace; the name asked for last is the last. */
  readonly #asked = new Map<string, Set<string>>();
  #size = 0;

  /** Notes a question; the claim that has to leave for it. One namespace's questions end no watch of a smaller one. */
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
