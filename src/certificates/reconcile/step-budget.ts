/** More than any repair or rotation takes at once. */
const MOST_STEPS = 20;
const REFILL_MS = 10_000;

/**
 * Bounds how often the certificates are changed, so that a second program that changes them back does not start a race of
 * writes.
 */
export class StepBudget {
  readonly #uptime: () => number;
  #left = MOST_STEPS;
  #filledAt: number;

  /** @param uptime milliseconds that only grow */
  constructor(uptime: () => number) {
    this.#uptime = uptime;
    this.#filledAt = uptime();
  }

  /** Takes one step out of the budget; false when none is left. */
  take(): boolean {
    const refill = Math.floor((this.#uptime() - this.#filledAt) / REFILL_MS);
    this.#left = Math.min(this.#left + refill, MOST_STEPS);
    this.#filledAt += refill * REFILL_MS;
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }
}
