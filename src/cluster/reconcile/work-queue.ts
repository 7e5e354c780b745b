import { Backoff } from "../watch/backoff.ts";

export interface WorkQueueOptions {
  /**
   * Brings what the key names nearer to what it should be; the milliseconds after which to look again, or `undefined`
   * when only a change is a reason to.
   */
  readonly reconcile: (key: string) => Promise<number | undefined>;
  /** Told of a failure; the key is tried again after the pause. */
  readonly onFailure: (key: string, error: unknown, pauseMilliseconds: number) => void;
  /** How many keys are worked on at once. */
  readonly width: number;
  /** Milliseconds between attempts that fail. */
  readonly backoff: { readonly first: number; readonly most: number };
  /** Takes keys, but works on none until it is released. */
  readonly isHeld?: boolean;
}

interface Item {
  readonly backoff: Backoff;
  timer?: NodeJS.Timeout;
  /** Something changed since the work on it began. */
  isDue: boolean;
  isRunning: boolean;
}

/**
 * Reconciles keys, each of them never twice at once: what is added while it is worked on is worked on once more
 * afterwards, however often it was added.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #items = new Map<string, Item>();
  readonly #ready: string[] = [];
  #running = 0;
  #isClosed = false;
  #isHeld: boolean;
  #whenIdle: (() => void) | undefined;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
    this.#isHeld = options.isHeld ?? false;
  }

  /** Begins to work on what was added. */
  release(): void {
    this.#isHeld = false;
    this.#fill();
  }

  /** Keys that wait to be worked on, or are. */
  get depth(): number {
    return this.#ready.length + this.#running;
  }

  /** As soon as possible. */
  add(key: string): void {
    if (this.#isClosed) return;
    const item = this.#item(key);
    clearTimeout(item.timer);
    if (item.isDue) return;
    item.isDue = true;
    if (!item.isRunning) this.#ready.push(key);
    this.#fill();
  }

  /** Begins nothing more, and waits for what was begun. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { timer } of this.#items.values()) clearTimeout(timer);
    this.#ready.length = 0;
    if (this.#running === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#whenIdle = resolve;
    await promise;
  }

  #item(key: string): Item {
    const known = this.#items.get(key);
    if (known !== undefined) return known;
    const item: Item = { backoff: new Backoff(this.#options.backoff), isDue: false, isRunning: false };
    this.#items.set(key, item);
    return item;
  }

  #fill(): void {
    while (!this.#isHeld && this.#running < this.#options.width) {
      const key = this.#ready.shift();
      if (key === undefined) return;
      void this.#work(key, this.#item(key));
    }
  }

  async #work(key: string, item: Item): Promise<void> {
    this.#running++;
    item.isDue = false;
    item.isRunning = true;
    const pause = await this.#attempt(key, item);
    item.isRunning = false;
    this.#running--;
    if (this.#isClosed) {
      if (this.#running === 0) this.#whenIdle?.();
      return;
    }
    this.#settle(key, item, pause);
    this.#fill();
  }

  async #attempt(key: string, item: Item): Promise<number | undefined> {
    try {
      const pause = await this.#options.reconcile(key);
      item.backoff.reset();
      return pause;
    } catch (error) {
      const pause = item.backoff.next();
      if (!this.#isClosed) this.#options.onFailure(key, error, pause);
      return pause;
    }
  }

  #settle(key: string, item: Item, pause: number | undefined): void {
    if (item.isDue) this.#ready.push(key);
    else if (pause === undefined) this.#items.delete(key);
    else item.timer = setTimeout(() => this.add(key), Math.min(pause, MOST_TIMER_MS));
  }
}

/** The longest that a timer can run: 24 days. A wait that is longer is looked at once in between. */
const MOST_TIMER_MS = 2 ** 31 - 1;
