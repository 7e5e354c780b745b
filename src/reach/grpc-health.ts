import { Client, status as codes, credentials, type ServiceError } from "@grpc/grpc-js";
import type { LineFailure } from "./dialer.ts";

/** A server's own status by its number (`grpc.health.v1.HealthCheckResponse.ServingStatus`). */
const STATUSES = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"] as const;

export type Health =
  | { readonly status: (typeof STATUSES)[number] }
  /** No server answered, or a different one, or the request failed: one short sentence. */
  | LineFailure;

const METHOD = "/grpc.health.v1.Health/Check";

const OPTIONS = {
  // `$http_proxy` is for addresses outside of the cluster, and the TXT record is for client-side load balancing.
  "grpc.enable_http_proxy": 0,
  "grpc.service_config_disable_resolution": 1,
  "grpc.enable_retries": 0,
};

/** Asks once for the health of the server as a whole. */
export async function askHealth(
  { host, port }: { readonly host: string; readonly port: number },
  milliseconds: number,
): Promise<Health> {
  const client = new Client(`${host}:${port}`, credentials.createInsecure(), OPTIONS);
  const deadline = Date.now() + milliseconds;
  try {
    return await new Promise<Health>((resolve) => {
      client.makeUnaryRequest(METHOD, encode, decode, undefined, { deadline }, (error, health) => {
        resolve(health ?? { problem: describeProblem(error) });
      });
    });
  } finally {
    client.close();
  }
}

/** A `HealthCheckRequest` without a service name has no bytes. */
function encode(): Buffer {
  return Buffer.alloc(0);
}

/** Field 1 of a `HealthCheckResponse` is the status, a varint. 0 is not sent. */
function decode(response: Buffer): Health {
  const status = response.length === 0 ? STATUSES[0] : response[0] === 0x08 ? STATUSES[response[1] ?? -1] : undefined;
  return status === undefined ? { problem: "its health response is invalid" } : { status };
}

function describeProblem(error: ServiceError | null): string {
  if (error === null) return "its health response is empty";
  if (error.code === codes.DEADLINE_EXCEEDED) return "it did not answer in time";
  if (error.code === codes.UNIMPLEMENTED)
    return "something else answers there: it does not implement the gRPC health check";
  return transportProblem(error.details);
}

function lastError(details: string): string | undefined {
  const start = details.indexOf(LAST_ERROR);
  const end = details.lastIndexOf(". Resolution note");
  if (start < 0 || end < start) return undefined;
  const text = details.slice(start + LAST_ERROR.length, end);
  const time = text.endsWith("Z)") ? text.lastIndexOf(" (") : -1;
  const message = time < 0 ? text : text.slice(0, time);
  return message.startsWith("Error: ") ? message.slice("Error: ".length) : message;
}

const LAST_ERROR = "Last error: ";

/**
 * Extracts the cause from `No connection established. Last error: Error: connect ECONNREFUSED …. Resolution note: `.
 */
function transportProblem(details: string): string {
  const last = lastError(details);
  if (last === "Protocol error") return "something else answers there: it does not speak gRPC";
  return (last ?? details).replace(/^Name resolution failed for target dns:/, "no such name: ");
}
