/** Bounds the work of reading, in steps: about one per character, command, variable or comparison. */
export class Budget {
  #left: number;
  #depth = 0;
  /** Whether a part was left unread, because the steps are used up or the text is not a valid script. */
  isUnread = false;
  /** Whether the steps are used up. */
  isExhausted = false;

  constructor(steps: number = MOST_STEPS) {
    this.#left = steps;
  }

  get left(): number {
    return this.#left;
  }

  /** Throws `Exhausted` when the steps are used up, and on every later call. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) this.#exhaust();
  }

  /** Charges a look at whole words. */
  spendWords(words: readonly string[]): void {
    this.spend(
      Math.ceil(words.reduce((sum, word) => sum + word.length + CHARACTERS_PER_STEP, 0) / CHARACTERS_PER_STEP),
    );
  }

  /** Runs the body one level deeper. Bounds the call stack. */
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

/** Thrown by `Budget`: the rest is left unread. */
export class Exhausted extends Error {
  constructor() {
    super("the script takes more work to read than the budget has");
  }
}

/** A search of native code. */
const CHARACTERS_PER_STEP = 16;

/** Public recipes take up to 1,300 steps. The most expensive known scripts take 4 to 12 ms, and 30 to 50 ms before V8 has compiled the reader. */
export const MOST_STEPS = 20_000;
const MOST_LEVELS = 100;
