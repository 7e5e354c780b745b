import { parseDuration } from "../kubernetes/duration.ts";

/** The API server's default and maximum: 10 and 30 seconds. */
const DEFAULT_SECONDS = 10;
const MOST_SECONDS = 30;
/** The fraction of the caller's timeout that is left for the response. */
const MARGIN = 0.2;

/** Milliseconds for the response to a caller that sent `?timeout=`, a Go duration. */
export function parseBudget(timeout: unknown): number {
  const seconds = (typeof timeout === "string" ? parseDuration(timeout) : undefined) ?? DEFAULT_SECONDS;
  return Math.min(seconds, MOST_SECONDS) * (1 - MARGIN) * 1000;
}

export class DeadlineError extends Error {}

/** Resolves with the promise's value, or rejects with a {@link DeadlineError} if it is late. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError("out of time")), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
