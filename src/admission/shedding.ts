import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { unchanged } from "./handle-review.ts";
import type { Load } from "./load.ts";
import type { Metrics } from "./metrics.ts";
import { answer } from "./response.ts";

export interface SheddingDependencies {
  readonly load: Load;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** The API server writes a review's uid first, within the first 120 bytes. */
const MOST_PREFIX_BYTES = 4096;
const UID = /"request"\s*:\s*\{\s*"uid"\s*:\s*"([^"\\]{1,128})"/;
/** Under overload a line for each pod would be load itself. */
const LOG_EVERY_MS = 1000;

/**
 * Admits what is too much unchanged, at once: no more of the body is looked at than its beginning, which has the uid that
 * an answer must name, and nothing is kept or decided.
 */
export function shedOverload(server: FastifyInstance, { load, metrics, log }: SheddingDependencies): void {
  const tell = sparsely(log);
  const overload = unchanged("Overloaded", "too many reviews at once; try again");
  server.addHook("preParsing", async (request, reply, payload) => {
    if (enter(request, reply, load)) return payload;
    metrics.observe(overload, 0);
    tell();
    const uid = await uidOf(payload as unknown as Readable);
    return uid === undefined
      ? reply.code(503).send({ error: "overloaded" })
      : reply.type("application/json; charset=utf-8").send(answer(uid, overload));
  });
}

function enter(request: FastifyRequest, reply: FastifyReply, load: Load): boolean {
  // Without a length it may be as long as is allowed.
  const bytes = Number(request.headers["content-length"] ?? request.routeOptions.bodyLimit);
  const isIn = load.enter(bytes);
  // `close` comes after the answer, and also when the caller is gone before.
  if (isIn) reply.raw.once("close", () => load.leave(bytes));
  return isIn;
}

/** Reads until the uid is found or cannot be any more, and lets the rest pass by. */
async function uidOf(payload: Readable): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let prefix = "";
  const take = (chunk: Buffer): void => {
    prefix += chunk.toString("latin1", 0, MOST_PREFIX_BYTES);
    const uid = UID.exec(prefix)?.[1];
    if (uid === undefined && prefix.length < MOST_PREFIX_BYTES) return;
    payload.off("data", take).resume();
    resolve(uid);
  };
  payload.on("data", take);
  payload.once("close", () => resolve(undefined)).once("end", () => resolve(undefined));
  payload.once("error", () => resolve(undefined));
  return promise;
}

function sparsely(log: Logger): () => void {
  let shed = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  return () => {
    shed++;
    if (performance.now() - saidAt < LOG_EVERY_MS) return;
    saidAt = performance.now();
    log.warn({ reason: "Overloaded", pods: shed }, "overloaded: pods are admitted unchanged");
    shed = 0;
  };
}
