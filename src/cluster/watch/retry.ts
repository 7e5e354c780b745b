import { ApiFailure } from "../api/api-failure.ts";
import { Backoff } from "./backoff.ts";
import type { WatchTiming } from "./timing.ts";

/** So many failures at one resourceVersion, and it may be the resourceVersion: a restored etcd knows nothing of it. */
const MOST_FAILURES = 3;

/** How long to wait before a watch's next attempt, in milliseconds. */
export class Retry {
  readonly #timing: WatchTiming;
  readonly #backoff: Backoff;
  #failures = 0;

  constructor(timing: WatchTiming) {
    this.#timing = timing;
    this.#backoff = new Backoff(timing.backoff);
  }

  /** Whether the watch has failed at its resourceVersion so often that it has to list again. */
  get isStuck(): boolean {
    return this.#failures >= MOST_FAILURES;
  }

  /** Something was received: where the watch is, it can go on. */
  progressed(): void {
    this.#failures = 0;
  }

  /** After an attempt that ended as watches end. One that ends at once every time must not be opened in a tight loop. */
  pauseAfterEnd(livedMilliseconds: number): number {
    if (livedMilliseconds < this.#timing.stable) return this.#backoff.next();
    this.#backoff.reset();
    this.#failures = 0;
    return 0;
  }

  pauseAfterFailure(error: unknown): number {
    this.#failures++;
    const asked = error instanceof ApiFailure ? (error.retryAfterMilliseconds ?? 0) : 0;
    return Math.max(this.#backoff.next(), Math.min(asked, this.#timing.mostRetryAfter));
  }
}
