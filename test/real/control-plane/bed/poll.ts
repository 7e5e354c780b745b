import { setTimeout as sleep } from "node:timers/promises";

const intervalMilliseconds = 50;

/**
 * Repeats an attempt until it succeeds, and returns what it gave. The last failure becomes the cause if the deadline passes; `signal` ends
 * the wait at once.
 */
export async function untilSuccess<T>(
  attempt: () => Promise<T>,
  { timeoutMilliseconds, signal }: { readonly timeoutMilliseconds: number; readonly signal?: AbortSignal },
): Promise<T> {
  const deadline = Date.now() + timeoutMilliseconds;
  let cause: unknown;
  while (Date.now() < deadline) {
    try {
      return await attempt();
    } catch (error) {
      cause = error;
    }
    signal?.throwIfAborted();
    await sleep(intervalMilliseconds);
  }
  throw new Error(`gave up after ${timeoutMilliseconds} ms`, { cause });
}
