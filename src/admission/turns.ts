/** Milliseconds after which one that waits gives up. */
const MOST_WAIT_MS = 1000;

/** Lets a number of holders in at once; more wait, in the order in which they came. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  /** What ends the turn, which does no harm if it is called again; `undefined` when the wait was too long. */
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
