/** The maximum burst, and the sustained rate per second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface BudgetOptions {
  readonly all: Rate;
  /** Per namespace, so that a tenant whose pods all fail leaves room for others. */
  readonly each: Rate;
}

export const EVENT_BUDGET: BudgetOptions = {
  all: { burst: 200, perSecond: 10 },
  each: { burst: 50, perSecond: 2 },
};

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets: one for all namespaces, and one for each. Times are milliseconds. */
export class EventBudget {
  readonly #options: BudgetOptions;
  readonly #all: Bucket;
  readonly #each = new Map<string, Bucket>();

  constructor(options: BudgetOptions, now: number) {
    this.#options = options;
    this.#all = { tokens: options.all.burst, at: now };
  }

  /** Takes a token if both buckets have one. */
  take(namespace: string, now: number): boolean {
    const { all, each } = this.#options;
    if (countTokens(this.#all, all, now) < 1 || countTokens(this.#each.get(namespace), each, now) < 1) return false;
    const own = this.#each.get(namespace) ?? { tokens: each.burst, at: now };
    spend(this.#all, all, now);
    spend(own, each, now);
    this.#each.set(namespace, own);
    this.#forgetFull(now);
    return true;
  }

  /** A full bucket needs no entry, so only recently used namespaces are stored. */
  #forgetFull(now: number): void {
    const { each } = this.#options;
    for (const [namespace, bucket] of this.#each) {
      if (countTokens(bucket, each, now) >= each.burst) this.#each.delete(namespace);
    }
  }
}

function countTokens(bucket: Bucket | undefined, { burst, perSecond }: Rate, now: number): number {
  if (bucket === undefined) return burst;
  return Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
}

function spend(bucket: Bucket, rate: Rate, now: number): void {
  bucket.tokens = countTokens(bucket, rate, now) - 1;
  bucket.at = now;
}
