import { X509Certificate } from "node:crypto";
import type { RequestOptions } from "node:https";
import { isObject, member } from "../../kubernetes/json.ts";

/**
 * Says when the credentials of a request have expired, by this machine's clock; `undefined` if they have not, or if that
 * is unknown. Nothing is verified: it explains a refusal.
 *
 * @param now milliseconds since the epoch
 */
export function describeExpiry({ cert, headers }: RequestOptions, now: number): string | undefined {
  const certificate = typeof cert === "string" || Buffer.isBuffer(cert) ? readEnd(cert) : undefined;
  if (certificate !== undefined && certificate < now)
    return `its client certificate expired on ${formatTime(certificate)}`;
  const token = readTokenEnd(findHeader(headers, "authorization"));
  return token !== undefined && token < now ? `its token expired on ${formatTime(token)}` : undefined;
}

function findHeader(headers: RequestOptions["headers"], name: string): unknown {
  const [, value] = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name) ?? [];
  return value;
}

function readEnd(cert: string | Buffer): number | undefined {
  try {
    return new X509Certificate(cert).validToDate.getTime();
  } catch {
    return undefined;
  }
}

/** A JSON Web Token has its end in its second part, in seconds. */
function readTokenEnd(authorization: unknown): number | undefined {
  const [, payload] = /^Bearer [^.]*\.([^.]*)\.[^.]*$/.exec(String(authorization)) ?? [];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    const end = isObject(claims) ? member(claims, "exp") : undefined;
    return typeof end === "number" ? end * 1000 : undefined;
  } catch {
    return undefined;
  }
}

function formatTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? "an unknown day" : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
