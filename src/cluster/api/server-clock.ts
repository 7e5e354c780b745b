/**
 * Tells the time by the API server's clock, which is the one that judges certificates: a process whose own clock is
 * wrong makes certificates that are valid all the same.
 */
export class ServerClock {
  #behind = 0;
  #isReported = false;
  #report: ((milliseconds: number) => void) | undefined;
  #tolerance = 0;

  /** Calls `report` once when this process's clock is found to differ by more than `tolerance`, and again after it agreed. */
  onDifference(tolerance: number, report: (milliseconds: number) => void): void {
    this.#tolerance = tolerance;
    this.#report = report;
  }

  /** Takes the `Date` of an answer, which has whole seconds. */
  observe(date: string | undefined): void {
    const time = Date.parse(date ?? "");
    if (Number.isNaN(time)) return;
    this.#behind = time - Date.now();
    const isOff = Math.abs(this.#behind) > this.#tolerance;
    if (isOff && !this.#isReported) this.#report?.(this.#behind);
    this.#isReported = isOff;
  }

  /** Milliseconds since the epoch; by this process's clock until the first answer. */
  now(): number {
    return Date.now() + this.#behind;
  }

  /** How far this process's clock is behind, in milliseconds; negative: it is ahead. */
  get behind(): number {
    return this.#behind;
  }
}
