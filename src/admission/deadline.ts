import { parseDuration } from "../kubernetes/duration.ts";

/** The API server's default, and the most that it allows: 10 and 30 seconds. */
const DEFAULT_SECONDS = 10;
const MOST_SECONDS = 30;
/** Part of the caller's time that is left for the way back. */
const MARGIN = 0.2;

/** Milliseconds in which to answer a caller that sent `?timeout=`, a Go duration. */
export function budgetOf(timeout: unknown): number {
  const seconds = (typeof timeout === "string" ? parseDuration(timeout) : undefined) ?? DEFAULT_SECONDS;
  return Math.min(seconds, MOST_SECONDS) * (1 - MARGIN) * 1000;
}

export class DeadlineError extends Error {}

/** The promise's value, or a {@link DeadlineError} when it comes too late. */
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
