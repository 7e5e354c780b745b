import { Backoff } from "../watch/backoff.ts";
import { FairQueue, findTurn } from "./fair-queue.ts";

export interface WorkQueueOptions {
  /**
   * Reconciles the object with this key. Returns the milliseconds after which to reconcile again without a change, if
   * any.
   */
  readonly reconcile: (key: string) => Promise<number | undefined>;
  /** Called after a failure. The key is retried after the pause. */
  readonly onFailure: (key: string, error: unknown, pauseMilliseconds: number) => void;
  /** The maximum number of concurrent reconciliations. */
  readonly width: number;
  /** Milliseconds between failed attempts. */
  readonly backoff: { readonly first: number; readonly most: number };
  /** Queues keys without processing them until `release`. */
  readonly isHeld?: boolean;
}

interface Item {
  readonly backoff: Backoff;
  timer?: NodeJS.Timeout | undefined;
  /** When the timer ends, by `performance.now()`. */
  endsAt: number;
  /** Added again since its reconciliation began. */
  isDue: boolean;
  /** Since when it is due, by `performance.now()`. */
  dueSince: number;
  isRunning: boolean;
  hasFailed: boolean;
}

/** After a failure, a change retries the key soon but not at once: the change may be the fix, or may be our own. */
const PAUSE_AFTER_FAILURE_MS = 1000;
/** The maximum of a timer: 24 days. A longer wait is split. */
const MOST_TIMER_MS = 2 ** 31 - 1;

/**
 * Reconciles keys with fairness between namespaces. A key is never processed twice at once: if it is added meanwhile,
 * it is processed once more afterwards.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #items = new Map<string, Item>();
  readonly #ready = new FairQueue();
  /** Running reconciliations by namespace. */
  readonly #runningIn = new Map<string, number>();
  readonly #idle = Promise.withResolvers<void>();
  #running = 0;
  #isClosed = false;
  #isHeld: boolean;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
    this.#isHeld = options.isHeld ?? false;
  }

  /** Starts processing. */
  release(): void {
    this.#isHeld = false;
    this.#fill();
  }

  /** The number of keys that are waiting or running. */
  get depth(): number {
    return this.#ready.size + this.#running;
  }

  /** Seconds since the longest waiting key became due; 0 if none is due. */
  get oldestWaitSeconds(): number {
    const due = [...this.#items.values()].filter(({ isDue }) => isDue).map(({ dueSince }) => dueSince);
    return due.length === 0 ? 0 : (performance.now() - due.reduce((a, b) => Math.min(a, b))) / 1000;
  }

  /** Queues the key at once, or within a second if its last attempt failed. */
  add(key: string): void {
    if (this.#isClosed) return;
    const item = this.#item(key);
    if (item.isDue) return;
    if (item.isRunning) becomeDue(item);
    else if (item.hasFailed) this.#wait(key, item, PAUSE_AFTER_FAILURE_MS);
    else this.#makeReady(key, item);
  }

  /** Starts nothing more, and waits for running reconciliations. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { timer } of this.#items.values()) clearTimeout(timer);
    this.#ready.clear();
    if (this.#running === 0) this.#idle.resolve();
    await this.#idle.promise;
  }

  #item(key: string): Item {
    const known = this.#items.get(key);
    if (known !== undefined) return known;
    const backoff = new Backoff(this.#options.backoff);
    const item: Item = { backoff, endsAt: 0, isDue: false, dueSince: 0, isRunning: false, hasFailed: false };
    this.#items.set(key, item);
    return item;
  }

  #makeReady(key: string, item: Item): void {
    clearTimeout(item.timer);
    item.timer = undefined;
    becomeDue(item);
    this.#ready.push(key);
    this.#fill();
  }

  /** Does not extend a wait that ends earlier. */
  #wait(key: string, item: Item, milliseconds: number): void {
    const pause = Math.min(milliseconds, MOST_TIMER_MS);
    const endsAt = performance.now() + pause;
    if (item.timer !== undefined && item.endsAt <= endsAt) return;
    clearTimeout(item.timer);
    item.endsAt = endsAt;
    item.timer = setTimeout(() => this.#makeReady(key, item), pause);
  }

  #fill(): void {
    while (!this.#isHeld && this.#running < this.#options.width) {
      const key = this.#ready.shift((namespace) => this.#mayGoOn(namespace));
      if (key === undefined) return;
      void this.#work(key, this.#item(key));
    }
  }

  /** At most half of the width per namespace, so that slow objects of one leave room for the others. */
  #mayGoOn(namespace: string): boolean {
    return (this.#runningIn.get(namespace) ?? 0) < Math.ceil(this.#options.width / 2);
  }

  #countIn(key: string, change: number): void {
    const namespace = findTurn(key);
    const count = (this.#runningIn.get(namespace) ?? 0) + change;
    if (count === 0) this.#runningIn.delete(namespace);
    else this.#runningIn.set(namespace, count);
  }

  async #work(key: string, item: Item): Promise<void> {
    this.#running++;
    this.#countIn(key, 1);
    item.isDue = false;
    item.isRunning = true;
    const pause = await this.#attempt(key, item);
    item.isRunning = false;
    this.#running--;
    this.#countIn(key, -1);
    if (this.#isClosed) {
      if (this.#running === 0) this.#idle.resolve();
      return;
    }
    this.#settle(key, item, pause);
    this.#fill();
  }

  async #attempt(key: string, item: Item): Promise<number | undefined> {
    try {
      const pause = await this.#options.reconcile(key);
      item.backoff.reset();
      item.hasFailed = false;
      return pause;
    } catch (error) {
      const pause = item.backoff.next();
      item.hasFailed = true;
      if (!this.#isClosed) this.#options.onFailure(key, error, pause);
      return pause;
    }
  }

  #settle(key: string, item: Item, pause: number | undefined): void {
    const { isDue } = item;
    item.isDue = false;
    if (isDue && !item.hasFailed) this.#makeReady(key, item);
    else if (pause === undefined) this.#items.delete(key);
    else this.#wait(key, item, isDue ? Math.min(pause, PAUSE_AFTER_FAILURE_MS) : pause);
  }
}

function becomeDue(item: Item): void {
  if (!item.isDue) item.dueSince = performance.now();
  item.isDue = true;
}
