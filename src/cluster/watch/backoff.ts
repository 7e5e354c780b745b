/** Pauses that double, with jitter, so that many clients do not come back at once. */
export class Backoff {
  readonly #first: number;
  readonly #most: number;
  #next: number;

  /** Both in milliseconds. */
  constructor({ first, most }: { readonly first: number; readonly most: number }) {
    this.#first = first;
    this.#most = most;
    this.#next = first;
  }

  /** Milliseconds to wait now: between a half and the whole of the pause that is due. */
  next(): number {
    const pause = this.#next;
    this.#next = Math.min(pause * 2, this.#most);
    return pause * (0.5 + Math.random() / 2);
  }

  reset(): void {
    this.#next = this.#first;
  }
}
