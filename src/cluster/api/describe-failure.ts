import { ApiFailure } from "./api-failure.ts";
import { TooLargeError } from "./body.ts";

/**
 * The wording of the API server (kubernetes/pkg/registry/authorization, `RecordToReason` in apiserver's
 * `forbidden.go`).
 */
const FORBIDDEN =
  /User "([^"]*)" cannot (\S+) resource "([^"]*)" in API group "([^"]*)"(?: in the namespace "([^"]*)")?/;

const UNREACHABLE = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"]);

/** Whether a call to the API server failed, as opposed to a bug of ours. */
export function isFailureOfCluster(error: unknown): boolean {
  if (error instanceof ApiFailure || error instanceof TooLargeError) return true;
  // Request errors carry `isReused`; missing files carry a code.
  return error instanceof Error && (error.name === "TimeoutError" || "code" in error || "isReused" in error);
}

/** Explains a failed call to the API server in one sentence without a full stop. */
export function describeFailure(error: unknown): string {
  if (error instanceof ApiFailure) return apiSentence(error);
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError")
    return "the API server did not answer in time (--timeout)";
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && UNREACHABLE.has(code)) return `the API server cannot be reached: ${describeCause(error)}`;
  return describeCause(error);
}

function apiSentence({ status, message }: ApiFailure): string {
  if (status === 401) return "the API server refuses the credentials: log in again, or fix the kubeconfig's user";
  const [, user, verb, resource, group, namespace] = (status === 403 && FORBIDDEN.exec(message)) || [];
  if (verb === undefined) return `the API server says ${message}`;
  const what = `${resource}${group === "" ? "" : `.${group}`}`;
  return `${user} may not ${verb} ${what}${namespace === undefined ? " in the cluster" : ` in namespace ${namespace}`}`;
}

/** The `AggregateError` of a host with several addresses has no message itself. */
function describeCause(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error ? first.message : error.message;
}
