import type { IncomingMessage } from "node:http";
import { findExcess } from "../kubernetes/json-extent.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { BodyBuffer } from "./body-buffer.ts";
import type { Reception } from "./load.ts";
import type { KnownReviews } from "./replicas/known-reviews.ts";
import type { ReviewRequest } from "./review.ts";

/** A request's body, or why it is not read. */
export type Body = ReceivedBody | RefusedBody;

export interface ReceivedBody {
  readonly bytes: Buffer;
  /** What it says, if it is recognized as the review of a replica. */
  readonly replica: ReviewRequest | undefined;
}

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
/** The API server sends 3 MiB in some 300: TLS records of 1 to 16 KB. */
const MOST_PIECES = 4096;
const TOO_MANY_PIECES = `it arrives in more than ${MOST_PIECES} pieces`;
const TOO_LONG = `it has more than ${LIMITS.review.bytes} bytes`;

export function isRefused(body: Body): body is RefusedBody {
  return "refused" in body;
}

/** Decodes a request's body. A request without one has an empty text. */
export function textIn(body: Body | undefined): string {
  return body === undefined || isRefused(body) ? "" : body.bytes.toString("utf8");
}

/**
 * Receives a body, and charges its bytes as they arrive instead of trusting `Content-Length`. A body over the limits
 * is dropped, and its rest is discarded.
 */
export async function receiveBody(payload: IncomingMessage, { reception, known }: Receiver): Promise<Body> {
  const { body, problem } = await readPieces(payload, reception);
  if (problem !== undefined) return { ...problem, uid: findUid(body) };
  const overloaded = { refused: "Overloaded", detail: OVERLOADED } as const;
  if (!reception.enter() || !(await reception.turn())) return { ...overloaded, uid: findUid(body) };
  const replica = known.find(body);
  // The replica's pattern is within the limits.
  const excess = replica === undefined ? findExcess(body, LIMITS.review) : undefined;
  return excess === undefined ? { bytes: body, replica } : { refused: "TooLarge", detail: excess, uid: findUid(body) };
}

export interface Receiver {
  readonly reception: Reception;
  readonly known: KnownReviews;
}

interface Received {
  readonly body: Buffer;
  readonly problem?: Omit<RefusedBody, "uid">;
}

/** Leaving the stream's iterator early would close the connection before the response is sent. */
function readPieces(payload: IncomingMessage, reception: Reception): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<Received>();
  const received = new BodyBuffer();
  const isAnnounced = Number(payload.headers["content-length"] ?? 0) > LIMITS.review.bytes;
  const take = (piece: Buffer): void => {
    received.append(piece);
    const { size, pieces } = received;
    const hasUid = isAnnounced && (size >= MOST_PREFIX_BYTES || findUid(received.content) !== undefined);
    if (size > LIMITS.review.bytes || hasUid) giveUp({ refused: "TooLarge", detail: TOO_LONG });
    else if (pieces > MOST_PIECES) giveUp({ refused: "TooLarge", detail: TOO_MANY_PIECES });
    else if (!reception.take(piece.length)) giveUp({ refused: "Overloaded", detail: OVERLOADED });
  };
  const giveUp = (problem: Omit<RefusedBody, "uid">): void => {
    payload.off("data", take).resume();
    resolve({ body: received.content, problem });
  };
  payload.on("data", take);
  payload.once("end", () => resolve({ body: received.content }));
  payload.once("error", reject);
  payload.once("close", () => {
    if (!payload.readableEnded) reject(new Error("the caller disconnected"));
  });
  return promise;
}

function findUid(body: Buffer): string | undefined {
  return UID.exec(body.toString("latin1", 0, MOST_PREFIX_BYTES))?.[1];
}
