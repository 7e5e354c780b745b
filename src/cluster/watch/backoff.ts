/** Exponential backoff with jitter, so that many clients do not reconnect at once. */
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

  /** Returns the milliseconds to wait: between half and all of the current pause. */
  next(): number {
    const pause = this.#next;
    this.#next = Math.min(pause * 2, this.#most);
    return pause * (0.5 + Math.random() / 2);
  }

  reset(): void {
    this.#next = this.#first;
  }
}
