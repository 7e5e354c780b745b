import { Turns } from "./turns.ts";

/** How much a webhook takes on at once. */
export interface LoadLimits {
  /** Reviews that have arrived and are not answered. */
  readonly mostInFlight: number;
  /** Bytes of bodies, whether they have arrived or are arriving. */
  readonly mostBytes: number;
  /** Bytes from which a body counts as large. */
  readonly largeBytes: number;
  /** Large bodies that are read at once; more wait for their turn. */
  readonly mostLarge: number;
  /** Milliseconds that the event loop may be late, twice in a row: so long has a request waited that is only now read. */
  readonly mostLateness: number;
}

/**
 * 512 reviews (10 to 20 KB each) take about 10 MB, and 0.1 s of CPU, or 1 s with a tenth of a core. Reviews that wait for
 * a live read count too, for 2 s at most. A second late leaves a caller four of its five.
 */
export const LOAD_LIMITS: LoadLimits = {
  mostInFlight: 512,
  mostBytes: 32 * 1024 * 1024,
  largeBytes: 256 * 1024,
  mostLarge: 2,
  mostLateness: 1000,
};

const SAMPLE_MS = 50;

/** A body that arrives, and then the review that it is. */
export interface Reception {
  /** Charges bytes as they are received; `false`: there is no room for them. */
  take(bytes: number): boolean;
  /** The body is whole. `false`: there are too many reviews, or the event loop is behind. */
  enter(): boolean;
  /** Resolves when a large body may be read; `false`: it would have to wait for too long. */
  turn(): Promise<boolean>;
  /** The review is answered, or its caller is gone. More than one call does no harm. */
  leave(): void;
}

interface Charge {
  bytes: number;
  state: "arriving" | "in flight" | "gone";
  readonly abort: () => void;
}

/** Counts what arrives and what is in flight, and notices when the event loop cannot keep up. */
export class Load {
  readonly #limits: LoadLimits;
  readonly #timer: NodeJS.Timeout;
  readonly #arriving = new Set<Charge>();
  readonly #turns: Turns;
  #inFlight = 0;
  #bytes = 0;
  #sampledAt = performance.now();
  #wasLate = false;
  #isBehind = false;

  constructor(limits: LoadLimits) {
    this.#limits = limits;
    this.#turns = new Turns(limits.mostLarge);
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS).unref();
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Bytes of bodies that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param abort gives the body up: others need its room */
  receive(abort: () => void): Reception {
    const charge: Charge = { bytes: 0, state: "arriving", abort };
    this.#arriving.add(charge);
    let endTurn = (): void => {};
    return {
      take: (bytes) => this.#take(charge, bytes),
      enter: () => this.#enter(charge),
      turn: async () => {
        if (charge.bytes < this.#limits.largeBytes) return true;
        const end = await this.#turns.next();
        if (end === undefined || charge.state === "gone") end?.();
        else endTurn = end;
        return end !== undefined;
      },
      leave: () => {
        this.#leave(charge);
        endTurn();
      },
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Those who send much and do not come to an end make room for those who send little. */
  #take(charge: Charge, bytes: number): boolean {
    this.#bytes += bytes;
    charge.bytes += bytes;
    while (this.#bytes > this.#limits.mostBytes) {
      const largest = [...this.#arriving].reduce((a, b) => (b.bytes > a.bytes ? b : a), charge);
      if (largest === charge) return false;
      this.#leave(largest);
      largest.abort();
    }
    return true;
  }

  #enter(charge: Charge): boolean {
    if (charge.state !== "arriving" || this.#isBehind || this.#inFlight >= this.#limits.mostInFlight) return false;
    this.#arriving.delete(charge);
    charge.state = "in flight";
    this.#inFlight++;
    return true;
  }

  #leave(charge: Charge): void {
    if (charge.state === "gone") return;
    if (charge.state === "in flight") this.#inFlight--;
    this.#arriving.delete(charge);
    charge.state = "gone";
    this.#bytes -= charge.bytes;
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
