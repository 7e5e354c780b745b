/**
 * Estimates the API server's time from its responses. Certificates are judged by its clock, so a process with a wrong
 * clock still creates valid ones.
 */
export class ServerClock {
  #behind = 0;
  #isReported = false;
  #report: ((milliseconds: number) => void) | undefined;
  #tolerance = 0;

  /**
   * Calls `report` when this process's clock differs by more than `tolerance` milliseconds: once, and again only
   * after the clocks have agreed in between.
   */
  onDifference(tolerance: number, report: (milliseconds: number) => void): void {
    this.#tolerance = tolerance;
    this.#report = report;
  }

  /** Takes the `Date` header of a response, which has a resolution of one second. */
  observe(date: string | undefined): void {
    const time = Date.parse(date ?? "");
    if (Number.isNaN(time)) return;
    this.#behind = time - Date.now();
    const isOff = Math.abs(this.#behind) > this.#tolerance;
    if (isOff && !this.#isReported) this.#report?.(this.#behind);
    this.#isReported = isOff;
  }

  /** Milliseconds since the epoch. By this process's clock until the first response. */
  now(): number {
    return Date.now() + this.#behind;
  }

  /** Milliseconds that this process's clock is behind; negative if it is ahead. */
  get behind(): number {
    return this.#behind;
  }
}
