import type { ReviewRequest } from "../review.ts";
import { type KnownReview, learnPattern } from "./learn-pattern.ts";
import type { ReviewPattern } from "./review-pattern.ts";

/** Longer bodies, in bytes, are parsed each time. */
const MOST_OF_ONE = 64 * 1024;
/** Bytes of memory. Beyond them all patterns are dropped, and replicas bring theirs back. */
const MOST_TOGETHER = 4 * 1024 * 1024;
/** Bytes that the patterns of a length take besides their bodies and keys. */
const OVERHEAD = 512;
/** Patterns of a length: a body is compared with each. */
const MOST_OF_A_LENGTH = 16;
/** Learning takes as long as parsing twice, so it is tried for one in this many replicas that match no pattern. */
const ATTEMPTS = 8;

interface Alike {
  /** The latest first. */
  readonly patterns: ReviewPattern[];
  /** Replicas that matched no pattern. */
  unmatched: number;
}

/**
 * Recognizes the reviews of replicas by their bytes. The API server serializes all reviews alike, and most texts in which those
 * of replicas differ have a fixed length, so patterns are found by the length of a body.
 */
export class KnownReviews {
  readonly #byLength = new Map<number, Alike>();
  #size = 0;

  /** Bytes of memory, at most. */
  get size(): number {
    return this.#size;
  }

  find(body: Buffer): ReviewRequest | undefined {
    const alike = this.#byLength.get(body.length);
    if (alike === undefined) return undefined;
    for (const pattern of alike.patterns) {
      const review = pattern.match(body);
      if (review !== undefined) return review;
    }
    return undefined;
  }

  /** Learns from a replica that was not recognized. */
  learn(known: KnownReview): void {
    const { length } = known.body;
    if (length > MOST_OF_ONE) return;
    const alike = this.#open(length);
    const isTried = alike.unmatched++ % ATTEMPTS === 0;
    const pattern = isTried ? learnPattern(known) : undefined;
    if (pattern !== undefined) this.#add(alike, pattern, length + 2 * known.key.length);
  }

  #open(length: number): Alike {
    const known = this.#byLength.get(length);
    if (known !== undefined) return known;
    const alike: Alike = { patterns: [], unmatched: 0 };
    this.#charge(OVERHEAD);
    this.#byLength.set(length, alike);
    return alike;
  }

  /** The oldest pattern of its length makes room for it. All of a length are about as large. */
  #add({ patterns }: Alike, pattern: ReviewPattern, size: number): void {
    if (patterns.length === MOST_OF_A_LENGTH) patterns.pop();
    else this.#charge(size);
    patterns.unshift(pattern);
  }

  #charge(bytes: number): void {
    if (this.#size + bytes > MOST_TOGETHER) {
      this.#byLength.clear();
      this.#size = 0;
    }
    this.#size += bytes;
  }
}
