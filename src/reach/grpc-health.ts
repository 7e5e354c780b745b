import { Client, status as codes, credentials, type ServiceError } from "@grpc/grpc-js";
import type { LineFailure } from "./dialer.ts";

/** What a server says of itself (`grpc.health.v1.HealthCheckResponse.ServingStatus`), by its number. */
const STATUSES = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"] as const;

export type Health =
  | { readonly status: (typeof STATUSES)[number] }
  /** No server answered, or another one did, or it could not be asked: a short sentence. */
  | LineFailure;

const METHOD = "/grpc.health.v1.Health/Check";

const OPTIONS = {
  // `$http_proxy` is for the outside of the cluster, and a TXT record for clients that balance their load.
  "grpc.enable_http_proxy": 0,
  "grpc.service_config_disable_resolution": 1,
  "grpc.enable_retries": 0,
};

/** Asks a server for its health as a whole, once. */
export async function askHealth(
  { host, port }: { readonly host: string; readonly port: number },
  milliseconds: number,
): Promise<Health> {
  const client = new Client(`${host}:${port}`, credentials.createInsecure(), OPTIONS);
  const deadline = Date.now() + milliseconds;
  try {
    return await new Promise<Health>((resolve) => {
      client.makeUnaryRequest(METHOD, encode, decode, undefined, { deadline }, (error, health) => {
        resolve(health ?? { problem: problemOf(error) });
      });
    });
  } finally {
    client.close();
  }
}

/** A `HealthCheckRequest` that names no service: the server as a whole. It has no bytes. */
function encode(): Buffer {
  return Buffer.alloc(0);
}

/** Of a `HealthCheckResponse`, field 1 is the status, a varint; 0 is not sent. */
function decode(response: Buffer): Health {
  const status = response.length === 0 ? STATUSES[0] : response[0] === 0x08 ? STATUSES[response[1] ?? -1] : undefined;
  return status === undefined ? { problem: "its health answer cannot be understood" } : { status };
}

function problemOf(error: ServiceError | null): string {
  if (error === null) return "its health answer is empty";
  if (error.code === codes.DEADLINE_EXCEEDED) return "it did not answer in time";
  if (error.code === codes.UNIMPLEMENTED) return "something else answers there: it knows no gRPC health check";
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

/** Out of `No connection established. Last error: Error: connect ECONNREFUSED …. Resolution note: `. */
function transportProblem(details: string): string {
  const last = lastError(details);
  if (last === "Protocol error") return "something else answers there: it does not speak gRPC";
  return (last ?? details).replace(/^Name resolution failed for target dns:/, "no such name: ");
}
