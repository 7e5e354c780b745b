/** Milliseconds after which a waiter gives up. */
const MOST_WAIT_MS = 1000;

/** A semaphore with a FIFO queue. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  /** Returns a function that ends the turn (idempotent), or `undefined` if the wait was too long. */
  async next(): Promise<(() => void) | undefined> {
    if (this.#free > 0) this.#free--;
    else if (!(await this.#wait())) return undefined;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#pass();
    };
  }

  #wait(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const start = (): void => resolve(true);
    const timer = setTimeout(() => {
      const at = this.#waiting.indexOf(start);
      if (at >= 0) this.#waiting.splice(at, 1);
      resolve(false);
    }, MOST_WAIT_MS);
    this.#waiting.push(start);
    return promise.finally(() => clearTimeout(timer));
  }

  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
