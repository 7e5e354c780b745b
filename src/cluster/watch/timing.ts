/** Milliseconds, unless a name says otherwise. Tests have shorter ones. */
export interface WatchTiming {
  readonly backoff: { readonly first: number; readonly most: number };
  /** Without a byte for that long, a list is given up. API servers end a request after 60 s. */
  readonly listIdle: number;
  /**
   * Without a byte for that long, a watch is opened again where it was. API servers send a bookmark a minute; where they
   * do not, this costs one request.
   */
  readonly watchIdle: number;
  /** After trouble, a watch that is open for that long counts as established again. */
  readonly settle: number;
  /** A watch that lived that long was a good one: the next needs no pause. */
  readonly stable: number;
  /** The API server is asked to end a watch after a time in between, so that load spreads over its replicas. */
  readonly watchSeconds: { readonly least: number; readonly most: number };
  /** The longest that a `Retry-After` is taken at its word. */
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
