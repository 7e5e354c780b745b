import type { IncomingMessage } from "node:http";
import { LIMITS } from "../kubernetes/limits.ts";
import { excessOf } from "./json-extent.ts";
import type { Reception } from "./load.ts";

/** A request's body, or why it is not read. */
export type Body = { readonly text: string } | RefusedBody;

export interface RefusedBody {
  readonly refused: "Overloaded" | "TooLarge";
  readonly detail: string;
  /** Of the review, which an answer has to name; `undefined`: it is not at the body's beginning. */
  readonly uid: string | undefined;
}

/** The API server writes a review's uid first, within the first 120 bytes. */
const MOST_PREFIX_BYTES = 4096;
const UID = /"request"\s{0,16}:\s{0,16}\{\s{0,16}"uid"\s{0,16}:\s{0,16}"([\w.:-]{1,128})"/;

const OVERLOADED = "too much at once; try again";
const TOO_LONG = `it has more than ${LIMITS.reviewBytes} bytes`;

export function isRefused(body: Body): body is RefusedBody {
  return "refused" in body;
}

/** The text of a request's body, as the parser received it; empty without one. */
export function textIn(body: unknown): string {
  return typeof body === "object" && body !== null && "text" in body ? String(body.text) : "";
}

/**
 * Receives a body, and charges its bytes as they come, not as they are announced. A body that is too much is given up, and
 * the rest of it passes by.
 */
export async function receiveBody(payload: IncomingMessage, reception: Reception): Promise<Body> {
  const { chunks, problem } = await chunksOf(payload, reception);
  if (problem !== undefined) return { ...problem, uid: uidIn(chunks) };
  const overloaded = { refused: "Overloaded", detail: OVERLOADED } as const;
  if (!reception.enter() || !(await reception.turn())) return { ...overloaded, uid: uidIn(chunks) };
  const whole = Buffer.concat(chunks);
  const excess = excessOf(whole);
  return excess === undefined
    ? { text: whole.toString("utf8") }
    : { refused: "TooLarge", detail: excess, uid: uidIn(chunks) };
}

interface Received {
  readonly chunks: readonly Buffer[];
  readonly problem?: Omit<RefusedBody, "uid">;
}

/** Leaving a stream's own iteration early would close the connection, and with it the way of the answer. */
function chunksOf(payload: IncomingMessage, reception: Reception): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<Received>();
  const chunks: Buffer[] = [];
  const isAnnounced = Number(payload.headers["content-length"] ?? 0) > LIMITS.reviewBytes;
  let size = 0;
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.length;
    const hasUid = size >= MOST_PREFIX_BYTES || (isAnnounced && uidIn(chunks) !== undefined);
    if (size > LIMITS.reviewBytes || (isAnnounced && hasUid)) giveUp({ refused: "TooLarge", detail: TOO_LONG });
    else if (!reception.take(chunk.length)) giveUp({ refused: "Overloaded", detail: OVERLOADED });
  };
  const giveUp = (problem: Omit<RefusedBody, "uid">): void => {
    payload.off("data", take).resume();
    resolve({ chunks, problem });
  };
  payload.on("data", take);
  payload.once("end", () => resolve({ chunks }));
  payload.once("error", reject);
  payload.once("close", () => reject(new Error("the caller is gone")));
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
