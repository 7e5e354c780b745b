/** The promise's outcome, or the signal's reason as soon as that is aborted: for what knows no signals itself. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // A rejection without a handler would end the process.
  promise.catch(() => undefined);
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
