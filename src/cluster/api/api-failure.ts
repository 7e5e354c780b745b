import { isObject, type JsonObject, member, objectAt, textAt } from "../../kubernetes/json.ts";

/** An answer of the API server that is not a success: an HTTP status, or an `ERROR` event of a watch. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** As HTTP: 401, 404, 410, 429, 500, … */
  readonly status: number;
  /** How long the API server asks to be left alone. */
  readonly retryAfterMilliseconds: number | undefined;

  constructor(status: number, message: string, retryAfterMilliseconds?: number) {
    super(message);
    this.status = status;
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}

/** Reads a `Status` (`v1`) as an answer's body, or an `ERROR` event, has it. */
export function failureOf(status: JsonObject, retryAfterSeconds?: number): ApiFailure {
  const code = member(status, "code");
  const seconds = retryAfterSeconds ?? member(objectAt(status, "details"), "retryAfterSeconds");
  const message = textAt(status, "message") ?? textAt(status, "reason") ?? "no message";
  const milliseconds = typeof seconds === "number" && seconds > 0 ? seconds * 1000 : undefined;
  const number = typeof code === "number" ? code : 500;
  return new ApiFailure(number, `${number}: ${message.slice(0, 500)}`, milliseconds);
}

/** The failure that an HTTP answer is; its body may be anything. */
export function failureOfResponse(code: number, body: string, retryAfter: string | undefined): ApiFailure {
  const seconds = retryAfter !== undefined && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined;
  const status = parse(body);
  return failureOf(isObject(status) ? { ...status, code } : { code, message: body.trim().slice(0, 200) }, seconds);
}

/** The resourceVersion, or the continuation of a list, is older than what the API server still knows. */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 410;
}

/** There is no such object, or no such resource. */
export function isAbsent(error: unknown): boolean {
  return error instanceof ApiFailure && error.status === 404;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
