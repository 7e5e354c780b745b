import type { TimeLine } from "./time-line.ts";

/**
 * The registration's caBundles (PEM) as known to an API server, and whether anything but the reconcilers wrote them.
 */
export interface KnownBundles {
  readonly bundles: readonly string[];
  readonly isByFault: boolean;
}

/** API servers that learn of a new registration late, each with its own delay, but in order. */
export class ApiServers {
  readonly #time: TimeLine;
  readonly #known: KnownBundles[];
  readonly #noticesAt: number[];

  constructor(time: TimeLine, count: number) {
    this.#time = time;
    this.#known = Array.from({ length: count }, () => ({ bundles: [], isByFault: true }));
    this.#noticesAt = this.#known.map(() => 0);
  }

  get known(): readonly KnownBundles[] {
    return this.#known;
  }

  /** @param delays milliseconds, one for each API server */
  send(bundles: KnownBundles, delays: readonly number[]): void {
    this.#known.forEach((_, index) => {
      const at = Math.max(this.#time.now + (delays[index] ?? 0), this.#noticesAt[index] ?? 0);
      this.#noticesAt[index] = at;
      this.#time.schedule(at, () => {
        this.#known[index] = bundles;
      });
    });
  }
}
