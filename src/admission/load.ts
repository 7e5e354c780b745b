import { Turns } from "./turns.ts";

/** The limits on concurrent work. */
export interface LoadLimits {
  /** Reviews that have arrived and are not answered. */
  readonly mostInFlight: number;
  /** Bytes of bodies that have arrived or are arriving. */
  readonly mostBytes: number;
  /** Bytes from which a body counts as large. */
  readonly largeBytes: number;
  /** Large bodies that are processed at once; more wait for their turn. */
  readonly mostLarge: number;
  /** Milliseconds of event loop delay, measured twice in a row: a request just read has waited as long. */
  readonly mostLateness: number;
}

/**
 * 512 reviews (10–20 KB each) take about 10 MB and 0.1 s of CPU, or 1 s with a tenth of a core. Reviews that wait for
 * a live read count too, for 2 s at most. A delay of one second leaves a caller four of its five seconds.
 */
export const LOAD_LIMITS: LoadLimits = {
  mostInFlight: 512,
  mostBytes: 32 * 1024 * 1024,
  largeBytes: 256 * 1024,
  mostLarge: 2,
  mostLateness: 1000,
};

const SAMPLE_MS = 50;

/** The accounting of one body, and then of its review. */
export interface Reception {
  /** Charges bytes as they are received. Returns `false` if there is no room. */
  take(bytes: number): boolean;
  /**
   * Called when the body is complete. Returns `false` if there are too many reviews, or if the event loop is behind.
   */
  enter(): boolean;
  /** Resolves when a large body may be processed, with `false` after too long a wait. */
  turn(): Promise<boolean>;
  /** Called when the review is answered or its caller is gone. Idempotent. */
  leave(): void;
}

interface Charge {
  bytes: number;
  state: "arriving" | "in flight" | "gone";
  /** Its index among the arriving ones. */
  place: number;
  readonly abort: () => void;
}

/** Counts arriving bodies and reviews in flight, and detects an overloaded event loop. */
export class Load {
  readonly #limits: LoadLimits;
  readonly #timer: NodeJS.Timeout;
  /** Not a Set: each time it is resized, the garbage collector keeps what the old table held. */
  readonly #arriving: Charge[] = [];
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

  /** The bytes of bodies in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param abort drops the body to make room for others */
  receive(abort: () => void): Reception {
    const charge: Charge = { bytes: 0, state: "arriving", place: this.#arriving.length, abort };
    this.#arriving.push(charge);
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

  /** Aborts the largest unfinished bodies first, so that large senders make room for small ones. */
  #take(charge: Charge, bytes: number): boolean {
    this.#bytes += bytes;
    charge.bytes += bytes;
    while (this.#bytes > this.#limits.mostBytes) {
      const largest = this.#arriving.reduce((a, b) => (b.bytes > a.bytes ? b : a), charge);
      if (largest === charge) return false;
      this.#leave(largest);
      largest.abort();
    }
    return true;
  }

  #enter(charge: Charge): boolean {
    if (charge.state !== "arriving" || this.#isBehind || this.#inFlight >= this.#limits.mostInFlight) return false;
    this.#arrived(charge);
    charge.state = "in flight";
    this.#inFlight++;
    return true;
  }

  /** The last one takes its place. */
  #arrived(charge: Charge): void {
    const last = this.#arriving.pop();
    if (last === undefined || last === charge) return;
    this.#arriving[charge.place] = last;
    last.place = charge.place;
  }

  #leave(charge: Charge): void {
    if (charge.state === "gone") return;
    if (charge.state === "in flight") this.#inFlight--;
    else this.#arrived(charge);
    charge.state = "gone";
    this.#bytes -= charge.bytes;
  }

  /** A single delay is a machine that paused; the requests that waited can still be answered in time. */
  #sample(): void {
    const now = performance.now();
    const isLate = now - this.#sampledAt - SAMPLE_MS > this.#limits.mostLateness;
    this.#sampledAt = now;
    this.#isBehind = isLate && this.#wasLate;
    this.#wasLate = isLate;
  }
}
