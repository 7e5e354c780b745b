import type { Caller } from "./caller.ts";

/** A request without an answer, because its connection failed. */
export class ConnectionFailure extends Error {
  override readonly name = "ConnectionFailure";
  override readonly cause: NodeJS.ErrnoException;
  /** Node's code, or the name of an error without one. */
  readonly code: string;
  readonly caller: Caller;
  /** Whether the server closed a pooled connection just as it was reused. */
  readonly isStale: boolean;

  constructor(cause: NodeJS.ErrnoException, caller: Caller, isReused: boolean) {
    super(cause.message);
    this.cause = cause;
    this.code = cause.code ?? cause.name;
    this.caller = caller;
    this.isStale = isReused && (this.code === "ECONNRESET" || this.code === "EPIPE");
  }
}
