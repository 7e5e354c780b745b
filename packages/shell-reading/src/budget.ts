/** The work that reading may take, counted in steps: about one for a character, a command, a variable or a comparison. */
export class Budget {
  #left: number;
  #depth = 0;
  /** A part was left unread: the steps are used up, or the text is not a script that a shell could read. */
  isUnread = false;
  /** The steps are used up. */
  isExhausted = false;

  constructor(steps: number = MOST_STEPS) {
    this.#left = steps;
  }

  get left(): number {
    return this.#left;
  }

  /** Throws `Exhausted` once the steps are used up, and at every later call. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) this.#exhaust();
  }

  /** Runs this one level deeper. Bounds the machine's stack. */
  nest<Result>(body: () => Result): Result {
    if (this.#depth >= MOST_LEVELS) this.#exhaust();
    this.#depth++;
    try {
      return body();
    } finally {
      this.#depth--;
    }
  }

  #exhaust(): never {
    this.isExhausted = true;
    this.#left = -1;
    throw new Exhausted();
  }
}

/** Thrown by `Budget`: what follows is left unread. */
export class Exhausted extends Error {
  constructor() {
    super("the script takes more work to read than the budget has");
  }
}

const MOST_STEPS = 60_000;
const MOST_LEVELS = 100;
