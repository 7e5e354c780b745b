/** How much a webhook takes on at once. */
export interface LoadLimits {
  /** Reviews between the arrival of their headers and their answer. */
  readonly mostInFlight: number;
  /** Bytes of those reviews' bodies. */
  readonly mostBytes: number;
  /** Milliseconds that the event loop may be late: so long has a request waited that is only now read. */
  readonly mostLateness: number;
}

/**
 * 512 reviews of the usual 10 to 20 KB are a quarter of a second's work and 10 MB. Reviews that wait for a live read count
 * too, for 2 s at most. Half a second late leaves the caller nine tenths of its time.
 */
export const LOAD_LIMITS: LoadLimits = { mostInFlight: 512, mostBytes: 64 * 1024 * 1024, mostLateness: 500 };

const SAMPLE_MS = 50;

/** Counts what is in flight, and notices when the event loop cannot keep up with what arrives. */
export class Load {
  readonly #limits: LoadLimits;
  readonly #timer: NodeJS.Timeout;
  #inFlight = 0;
  #bytes = 0;
  #lateness = 0;
  #sampledAt = performance.now();

  constructor(limits: LoadLimits) {
    this.#limits = limits;
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether a review of that size can be taken on; then {@link leave} must follow. */
  enter(bytes: number): boolean {
    const { mostInFlight, mostBytes, mostLateness } = this.#limits;
    const isFull = this.#inFlight >= mostInFlight || this.#bytes + bytes > mostBytes;
    if (isFull || this.#lateness > mostLateness) return false;
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

  #sample(): void {
    const now = performance.now();
    this.#lateness = now - this.#sampledAt - SAMPLE_MS;
    this.#sampledAt = now;
  }
}
