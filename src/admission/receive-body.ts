import type { IncomingMessage } from "node:http";
import { findExcess } from "../kubernetes/json-extent.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import type { Reception } from "./load.ts";

/** A request's body, or why it is not read. */
export type Body = { readonly text: string } | RefusedBody;

export interface RefusedBody {
  readonly refused: "Overloaded" | "TooLarge";
  readonly detail: string;
  /** The review's uid, which the response must repeat; `undefined` if it is not near the beginning of the body. */
  readonly uid: string | undefined;
}

/** The API server writes a review's uid within the first 120 bytes. */
const MOST_PREFIX_BYTES = 4096;
const UID = /"request"\s{0,16}:\s{0,16}\{\s{0,16}"uid"\s{0,16}:\s{0,16}"([\w.:-]{1,128})"/;

const OVERLOADED = "too many requests at once; try again";
const TOO_LONG = `it has more than ${LIMITS.review.bytes} bytes`;

export function isRefused(body: Body): body is RefusedBody {
  return "refused" in body;
}

/** The text of a request's body from the content type parser; empty if there is no body. */
export function textIn(body: unknown): string {
  return typeof body === "object" && body !== null && "text" in body ? String(body.text) : "";
}

/**
 * Receives a body, and charges its bytes as they arrive instead of trusting `Content-Length`. A body over the limits
 * is dropped, and its rest is discarded.
 */
export async function receiveBody(payload: IncomingMessage, reception: Reception): Promise<Body> {
  const { chunks, problem } = await readChunks(payload, reception);
  if (problem !== undefined) return { ...problem, uid: uidIn(chunks) };
  const overloaded = { refused: "Overloaded", detail: OVERLOADED } as const;
  if (!reception.enter() || !(await reception.turn())) return { ...overloaded, uid: uidIn(chunks) };
  const whole = Buffer.concat(chunks);
  const excess = findExcess(whole, LIMITS.review);
  return excess === undefined
    ? { text: whole.toString("utf8") }
    : { refused: "TooLarge", detail: excess, uid: uidIn(chunks) };
}

interface Received {
  readonly chunks: readonly Buffer[];
  readonly problem?: Omit<RefusedBody, "uid">;
}

/** Leaving the stream's iterator early would close the connection before the response is sent. */
function readChunks(payload: IncomingMessage, reception: Reception): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<Received>();
  const chunks: Buffer[] = [];
  const isAnnounced = Number(payload.headers["content-length"] ?? 0) > LIMITS.review.bytes;
  let size = 0;
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.length;
    const hasUid = size >= MOST_PREFIX_BYTES || (isAnnounced && uidIn(chunks) !== undefined);
    if (size > LIMITS.review.bytes || (isAnnounced && hasUid)) giveUp({ refused: "TooLarge", detail: TOO_LONG });
    else if (!reception.take(chunk.length)) giveUp({ refused: "Overloaded", detail: OVERLOADED });
  };
  const giveUp = (problem: Omit<RefusedBody, "uid">): void => {
    payload.off("data", take).resume();
    resolve({ chunks, problem });
  };
  payload.on("data", take);
  payload.once("end", () => resolve({ chunks }));
  payload.once("error", reject);
  payload.once("close", () => {
    if (!payload.readableEnded) reject(new Error("the caller disconnected"));
  });
  return promise;
}

function uidIn(chunks: readonly Buffer[]): string | undefined {
  let prefix = "";
  for (const chunk of chunks) {
    prefix += chunk.toString("latin1", 0, MOST_PREFIX_BYTES - prefix.length);
    if (prefix.length >= MOST_PREFIX_BYTES) break;
  }
  return UID.exec(prefix)?.[1];
}
