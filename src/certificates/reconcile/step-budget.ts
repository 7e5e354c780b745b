/** More than any repair or rotation needs at once. */
const MOST_STEPS = 20;
const REFILL_MS = 10_000;

/** Limits the rate of changes, so that a second program that reverts them does not cause a write loop. */
export class StepBudget {
  readonly #uptime: () => number;
  #left = MOST_STEPS;
  #filledAt: number;

  /** @param uptime monotonic clock in milliseconds */
  constructor(uptime: () => number) {
    this.#uptime = uptime;
    this.#filledAt = uptime();
  }

  /** Takes one step from the budget. Returns false if none is left. */
  take(): boolean {
    const refill = Math.floor((this.#uptime() - this.#filledAt) / REFILL_MS);
    this.#left = Math.min(this.#left + refill, MOST_STEPS);
    this.#filledAt += refill * REFILL_MS;
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }
}
