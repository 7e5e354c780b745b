/** Options of a read. */
export interface Reading {
  readonly signal: AbortSignal;
  /** Milliseconds without a byte after which the connection counts as dead. */
  readonly idleMilliseconds: number;
  /** Separate connections for watches (and their lists), so that reads for a waiting pod never queue behind them. */
  readonly connections: "watches" | "reads";
  /** The `Accept` header. Default: JSON of whole objects. */
  readonly accept?: string;
}

/** An idempotent write: an apply, or one that states the version or absence that it expects. */
export interface Writing {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: object;
  /** The body's media type. Default: JSON. */
  readonly contentType?: string;
  readonly signal: AbortSignal;
}

/** One request with its answer. */
export interface Exchange extends Omit<Writing, "method" | "signal">, Reading {
  readonly method: Writing["method"] | "GET";
}
