import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import type { AuthorityState, ServingState } from "../actual.ts";

const CERTIFICATE = "tls.crt";
const KEY = "tls.key";
const PREVIOUS = "previous.crt";
/** The bundle for clients that read the serving certificate's Secret. */
const CA = "ca.crt";

/** Reads the CA from its Secret. Returns `undefined` if the Secret or one of its keys is missing. */
export function readAuthority(secret: JsonObject | undefined): AuthorityState | undefined {
  const pair = readPair(secret);
  return pair && { ...pair, previous: decoded(secret, PREVIOUS) };
}

/** Reads the serving certificate from its Secret. Returns `undefined` if the Secret or one of its keys is missing. */
export function readServing(secret: JsonObject | undefined): ServingState | undefined {
  const pair = readPair(secret);
  return pair && { ...pair, ca: decoded(secret, CA) };
}

export function authorityData({ cert, key, previous }: AuthorityState): JsonObject {
  return encoded({ [CERTIFICATE]: cert, [KEY]: key, ...(previous === "" ? {} : { [PREVIOUS]: previous }) });
}

export function servingData({ cert, key, ca }: ServingState): JsonObject {
  return encoded({ [CERTIFICATE]: cert, [KEY]: key, [CA]: ca });
}

function readPair(secret: JsonObject | undefined): { cert: string; key: string } | undefined {
  const [cert, key] = [decoded(secret, CERTIFICATE), decoded(secret, KEY)];
  return cert === "" || key === "" ? undefined : { cert, key };
}

function decoded(secret: JsonObject | undefined, key: string): string {
  return Buffer.from(textAt(objectAt(secret ?? {}, "data"), key) ?? "", "base64").toString("utf8");
}

function encoded(texts: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString("base64")]));
}
