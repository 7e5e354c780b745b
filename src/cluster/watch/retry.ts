import { ApiFailure } from "../api/api-failure.ts";
import { Backoff } from "./backoff.ts";
import type { WatchTiming } from "./timing.ts";

/**
 * After this many failures at one resourceVersion, the version itself may be the cause: a restored etcd does not have
 * it.
 */
const MOST_FAILURES = 3;

/** Computes the milliseconds to wait before a watch's next attempt. */
export class Retry {
  readonly #timing: WatchTiming;
  readonly #backoff: Backoff;
  #failures = 0;

  constructor(timing: WatchTiming) {
    this.#timing = timing;
    this.#backoff = new Backoff(timing.backoff);
  }

  /** Whether the watch has failed so often at its resourceVersion that it must list again. */
  get isStuck(): boolean {
    return this.#failures >= MOST_FAILURES;
  }

  /** To be called when data was received: the resourceVersion works. */
  progressed(): void {
    this.#failures = 0;
  }

  /** The pause after a normal end. A watch that ends immediately each time must not be reopened in a tight loop. */
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
