import type { CertificateReconciler } from "../../../../src/certificates/reconcile/certificate-reconciler.ts";

/** The outcome of a call to the API server. */
export type CallOutcome = "answered" | "not sent" | "answer lost";

/** Makes a call that takes effect when released. */
export type Call = <T>(effect: () => T) => Promise<T>;

interface PendingCall {
  readonly at: number;
  settle(outcome: CallOutcome): void;
}

/** Runs one reconciler call by call: each call waits until it is released, so that others can interleave. */
export class Actor {
  readonly #makeKeeper: (call: Call) => CertificateReconciler;
  readonly #now: () => number;
  #reconciler: CertificateReconciler;
  #pending: PendingCall[] = [];
  #parked = Promise.withResolvers<void>();
  #isRunning = false;
  /** Invalidates the calls and results of a crashed process. */
  #life = 0;
  /** The time of the next check, in milliseconds since the epoch. */
  dueAt = 0;
  /** Errors of `keep` other than failed calls. */
  readonly failures: string[] = [];

  constructor(now: () => number, makeKeeper: (call: Call) => CertificateReconciler) {
    this.#now = now;
    this.#makeKeeper = makeKeeper;
    this.#reconciler = this.#born();
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** The time of the oldest pending call. */
  get waitsSince(): number | undefined {
    return this.#pending[0]?.at;
  }

  /** Releases one call, or starts a check if it is due, and returns when the reconciler waits again. */
  async go(outcome: CallOutcome): Promise<void> {
    const call = this.#pending.shift();
    if (call === undefined && (this.#isRunning || this.dueAt > this.#now())) return;
    if (this.#pending.length === 0) this.#parked = Promise.withResolvers();
    if (call === undefined) void this.#keep();
    else call.settle(outcome);
    if (this.#pending.length === 0) await this.#parked.promise;
  }

  /** Ends the process between two calls and restarts it; a pending call may or may not take effect. */
  crash(isSent: boolean): void {
    for (const { settle } of this.#pending.splice(0)) settle(isSent ? "answer lost" : "not sent");
    this.#life++;
    this.#isRunning = false;
    this.#reconciler = this.#born();
    this.dueAt = this.#now();
  }

  /** Checks as soon as possible after a change, and once more if a check is running. */
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
    // One of two simultaneous calls may have failed before the other was released.
    this.#pending = [];
    this.dueAt = Math.min(this.dueAt, this.#now() + pause);
    this.#parked.resolve();
  }
}

class BrokenLine extends Error {
  override readonly name = "BrokenLine";
}
