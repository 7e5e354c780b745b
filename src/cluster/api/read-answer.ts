import type { IncomingMessage } from "node:http";
import { isObject, type JsonObject } from "../../kubernetes/json.ts";
import { type ApiFailure, failureOfResponse, isStatusText } from "./api-failure.ts";
import { readBytes } from "./body.ts";
import { describeForeignAnswer, NotApiServerError } from "./not-api-server-error.ts";

const MOST_FAILURE_BYTES = 64 * 1024;

/** @throws {NotApiServerError} if no API server answers like this */
export async function readFailure(response: IncomingMessage, path: string): Promise<ApiFailure> {
  const { statusCode: status = 0, headers } = response;
  const body = (await readBytes(response, MOST_FAILURE_BYTES)).toString();
  const type = headers["content-type"] ?? "";
  const foreign = describeForeignAnswer({
    status,
    type,
    location: headers.location,
    path,
    isStatus: isStatusText(body),
  });
  if (foreign !== undefined) throw new NotApiServerError(foreign);
  return failureOfResponse(status, body, headers["retry-after"]);
}

/** @throws {NotApiServerError} if the body is not a JSON object */
export function parseObject(body: Buffer): JsonObject {
  const value = parse(body);
  if (!isObject(value)) throw new NotApiServerError("its answer is not a JSON object");
  return value;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new NotApiServerError("its answer is not JSON");
  }
}
