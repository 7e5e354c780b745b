import { isObject, type JsonObject, member, objectAt, parseJson, textAt } from "../../kubernetes/json.ts";
import type { Caller } from "./caller.ts";

/** An unsuccessful response of the API server: an HTTP status, or an `ERROR` event of a watch. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** An HTTP status code. */
  readonly status: number;
  /** From `Retry-After`. */
  readonly retryAfterMilliseconds: number | undefined;
  /** Whose credentials were refused. */
  readonly caller: Caller | undefined;

  constructor(status: number, message: string, retryAfterMilliseconds?: number, caller?: Caller) {
    super(message);
    this.status = status;
    this.retryAfterMilliseconds = retryAfterMilliseconds;
    this.caller = caller;
  }

  withCaller(caller: Caller): ApiFailure {
    return new ApiFailure(this.status, this.message, this.retryAfterMilliseconds, caller);
  }
}

/** Reads a `Status` (`v1`), from a response's body or an `ERROR` event. */
export function toApiFailure(status: JsonObject, retryAfterSeconds?: number): ApiFailure {
  const code = member(status, "code");
  const seconds = retryAfterSeconds ?? member(objectAt(status, "details"), "retryAfterSeconds");
  const message = textAt(status, "message") ?? textAt(status, "reason") ?? "no message";
  const milliseconds = typeof seconds === "number" && seconds > 0 ? seconds * 1000 : undefined;
  const number = typeof code === "number" ? code : 500;
  return new ApiFailure(number, `${number}: ${message.slice(0, 500)}`, milliseconds);
}

/** Builds the failure for an HTTP response with any body. */
export function failureOfResponse(code: number, body: string, retryAfter: string | undefined): ApiFailure {
  const seconds = retryAfter !== undefined && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined;
  const status = parseJson(body);
  if (isObject(status)) return toApiFailure({ ...status, code }, seconds);
  // Go's server begins a plain text with the code, and a proxy answers with a page.
  const text = readPage(body.slice(0, 2000)).slice(0, 200);
  const message = text.startsWith(`${code} `) ? text.slice(`${code} `.length) : text;
  return toApiFailure({ code, message: message || "no message" }, seconds);
}

export function isStatusText(body: string): boolean {
  const value = parseJson(body);
  return isObject(value) && textAt(value, "kind") === "Status";
}

/** Whether the API server knows no credentials of the request: they are wrong, or there are none. */
export function isUnauthenticated({ status, message }: ApiFailure): boolean {
  return status === 401 || (status === 403 && message.includes('User "system:anonymous" cannot '));
}

/** Whether the resourceVersion or the continue token is too old for the API server. */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 410;
}

/** Whether the object or the resource does not exist. */
export function isAbsent(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 404;
}

/** On one line; of a page its title. */
function readPage(body: string): string {
  const [, title = body] = /<title>([^<]*)/i.exec(body) ?? [];
  return title
    .replaceAll(/<[^<>]{0,200}>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
