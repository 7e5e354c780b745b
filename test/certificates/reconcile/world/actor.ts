import type { CertificateReconciler } from "../../../../src/certificates/reconcile/certificate-reconciler.ts";

/** How a call to the API server ends. */
export type CallOutcome = "answered" | "not sent" | "answer lost";

/** Makes a call, which takes effect when it is let through. */
export type Call = <T>(effect: () => T) => Promise<T>;

interface PendingCall {
  readonly at: number;
  settle(outcome: CallOutcome): void;
}

/** Runs one reconciler call by call: each of its calls waits until it is let through, so that others can come in between. */
export class Actor {
  readonly #makeKeeper: (call: Call) => CertificateReconciler;
  readonly #now: () => number;
  #reconciler: CertificateReconciler;
  #pending: PendingCall[] = [];
  #parked = Promise.withResolvers<void>();
  #isRunning = false;
  /** A crashed process's calls and ends count no more. */
  #life = 0;
  /** When it looks next, in milliseconds since the epoch. */
  dueAt = 0;
  /** What `keep` failed with, if not by a call that failed. */
  readonly failures: string[] = [];

  constructor(now: () => number, makeKeeper: (call: Call) => CertificateReconciler) {
    this.#now = now;
    this.#makeKeeper = makeKeeper;
    this.#reconciler = this.#born();
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** When the oldest call that waits was made. */
  get waitsSince(): number | undefined {
    return this.#pending[0]?.at;
  }

  /** Lets one call through, or begins to look if that is due; until the reconciler waits again. */
  async go(outcome: CallOutcome): Promise<void> {
    const call = this.#pending.shift();
    if (call === undefined && (this.#isRunning || this.dueAt > this.#now())) return;
    if (this.#pending.length === 0) this.#parked = Promise.withResolvers();
    if (call === undefined) void this.#keep();
    else call.settle(outcome);
    if (this.#pending.length === 0) await this.#parked.promise;
  }

  /** The process ends between two calls; one that was sent takes effect or not; and begins anew. */
  crash(isSent: boolean): void {
    for (const { settle } of this.#pending.splice(0)) settle(isSent ? "answer lost" : "not sent");
    this.#life++;
    this.#isRunning = false;
    this.#reconciler = this.#born();
    this.dueAt = this.#now();
  }

  /** Something changed: look as soon as possible, and once more if it is looking now. */
  wake(): void {
    this.dueAt = this.#now();
  }

  #born(): CertificateReconciler {
    const life = this.#life;
    return this.#makeKeeper((effect) => this.#call(life, effect));
  }

  #call<T>(life: number, effect: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (life !== this.#life) return promise;
    const settle = (outcome: CallOutcome): void => {
      try {
        const result = outcome === "not sent" ? undefined : effect();
        if (outcome === "answered") resolve(result as T);
        else reject(new BrokenLine());
      } catch (error) {
        reject(error);
      }
    };
    this.#pending.push({ at: this.#now(), settle });
    this.#parked.resolve();
    return promise;
  }

  async #keep(): Promise<void> {
    const life = this.#life;
    this.#isRunning = true;
    this.dueAt = Number.POSITIVE_INFINITY;
    const pause = await this.#reconciler.reconcile().catch((error: Error) => {
      if (!(error instanceof BrokenLine)) this.failures.push(error.message);
      return 10_000;
    });
    if (life !== this.#life) return;
    this.#isRunning = false;
    // Of two calls at once, one may have failed before the other was let through.
    this.#pending = [];
    this.dueAt = Math.min(this.dueAt, this.#now() + pause);
    this.#parked.resolve();
  }
}

class BrokenLine extends Error {
  override readonly name = "BrokenLine";
}
