/** Milliseconds, unless the name says otherwise. Tests use shorter times. */
export interface WatchTiming {
  readonly backoff: { readonly first: number; readonly most: number };
  /** A list without a byte for this long is aborted. API servers end a request after 60 s. */
  readonly listIdle: number;
  /**
   * A watch without a byte for this long is reopened at its resourceVersion. API servers send a bookmark each minute;
   * one that does not costs one extra request.
   */
  readonly watchIdle: number;
  /** After a failure, a watch that stays open for this long counts as established. */
  readonly settle: number;
  /** After a watch that lived this long, the next one opens without a pause. */
  readonly stable: number;
  /** The range of `timeoutSeconds`. Random, so that load spreads over the API server's replicas. */
  readonly watchSeconds: { readonly least: number; readonly most: number };
  /** The maximum `Retry-After` that is obeyed. */
  readonly mostRetryAfter: number;
}

export const WATCH_TIMING: WatchTiming = {
  backoff: { first: 500, most: 30_000 },
  listIdle: 65_000,
  watchIdle: 90_000,
  settle: 1000,
  stable: 5000,
  watchSeconds: { least: 300, most: 600 },
  mostRetryAfter: 120_000,
};
