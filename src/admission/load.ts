/** How much a webhook takes on at once. */
export interface LoadLimits {
  /** Reviews between the arrival of their headers and their answer. */
  readonly mostInFlight: number;
  /** Bytes of those reviews' bodies. */
  readonly mostBytes: number;
  /** Milliseconds that the event loop may be late, twice in a row: so long has a request waited that is only now read. */
  readonly mostLateness: number;
}

/**
 * 512 reviews of the usual 10 to 20 KB are 10 MB, and a tenth of a second's work for a core, or a second's for a tenth of
 * one. Those that wait for a live read count too, for 2 s at most. A second late leaves a caller four of its five.
 */
export const LOAD_LIMITS: LoadLimits = { mostInFlight: 512, mostBytes: 64 * 1024 * 1024, mostLateness: 1000 };

const SAMPLE_MS = 50;

/** Counts what is in flight, and notices when the event loop cannot keep up with what arrives. */
export class Load {
  readonly #limits: LoadLimits;
  readonly #timer: NodeJS.Timeout;
  #inFlight = 0;
  #bytes = 0;
  #sampledAt = performance.now();
  #wasLate = false;
  #isBehind = false;

  constructor(limits: LoadLimits) {
    this.#limits = limits;
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether a review of that size can be taken on; then {@link leave} must follow. */
  enter(bytes: number): boolean {
    const { mostInFlight, mostBytes } = this.#limits;
    if (this.#isBehind || this.#inFlight >= mostInFlight || this.#bytes + bytes > mostBytes) return false;
    this.#inFlight++;
    this.#bytes += bytes;
    return true;
  }

  leave(bytes: number): void {
    this.#inFlight--;
    this.#bytes -= bytes;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Late once is a machine that paused, and what has waited can still be answered in time. */
  #sample(): void {
    const now = performance.now();
    const isLate = now - this.#sampledAt - SAMPLE_MS > this.#limits.mostLateness;
    this.#sampledAt = now;
    this.#isBehind = isLate && this.#wasLate;
    this.#wasLate = isLate;
  }
}
