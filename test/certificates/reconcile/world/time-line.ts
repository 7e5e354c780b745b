/** Future actions, ordered by time. */
export class TimeLine {
  /** Milliseconds since the epoch. */
  now = Date.UTC(2027, 0, 1);
  readonly #events: { readonly at: number; readonly happen: () => void }[] = [];

  schedule(at: number, happen: () => void): void {
    this.#events.push({ at, happen });
    this.#events.sort((one, other) => one.at - other.at);
  }

  get nextAt(): number | undefined {
    return this.#events[0]?.at;
  }

  /** Advances the time, calling back after each action. */
  advance(milliseconds: number, onHappened: () => void): void {
    const end = this.now + milliseconds;
    for (let next = this.#events[0]; next !== undefined && next.at <= end; next = this.#events[0]) {
      this.#events.shift();
      this.now = Math.max(this.now, next.at);
      next.happen();
      onHappened();
    }
    this.now = end;
  }
}
