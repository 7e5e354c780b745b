import { ApiFailure } from "./api-failure.ts";
import { ConnectionFailure } from "./connection-failure.ts";
import { SilenceError } from "./silence-error.ts";
import { describeTls } from "./tls-failure.ts";

/** Besides the errors of a server: it waited too long for a request, or has too many. */
const BUSY = new Set([408, 429]);

/**
 * Whether a failed call to the API server may succeed later without anyone's help: it is busy or restarts, or the
 * network is interrupted. Credentials, permissions, absence and certificates need someone.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof ApiFailure) return error.status >= 500 || BUSY.has(error.status);
  if (!(error instanceof Error)) return false;
  if (error instanceof ConnectionFailure)
    return !ENDED.has(error.cause.name) && describeTls(error.cause, "") === undefined;
  // A body that ends early.
  return "code" in error && (error.code === "ECONNRESET" || error instanceof SilenceError);
}

/** The time of the command is over. */
const ENDED = new Set(["AbortError", "TimeoutError"]);
