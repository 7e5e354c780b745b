import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { GRAPH_REASONS } from "../graph/graph-mutation.ts";
import { unchanged } from "./handle-review.ts";
import type { Load } from "./load.ts";
import type { Metrics } from "./metrics.ts";
import { admit, answer, warningLines } from "./response.ts";
import { sparsely } from "./sparsely.ts";

export interface SheddingDependencies {
  readonly load: Load;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** The API server writes a review's uid first, within the first 120 bytes. */
const MOST_PREFIX_BYTES = 4096;
const UID = /"request"\s*:\s*\{\s*"uid"\s*:\s*"([\w.:-]{1,128})"/;

/**
 * Admits what is too much unchanged, at once: no more of the body is looked at than its beginning, which has the uid that
 * an answer must name, and nothing is kept or decided.
 */
export function shedOverload(server: FastifyInstance, { load, metrics, log }: SheddingDependencies): void {
  const tell = sparsely((reviews) => log.warn({ reason: "Overloaded", reviews }, "overloaded: admitted unchanged"));
  const admitUnchanged = unchangedBy(metrics);
  server.addHook("preParsing", async (request, reply, payload) => {
    if (enter(request, reply, load)) return payload;
    tell();
    const uid = await uidOf(payload as unknown as Readable);
    const text = uid === undefined ? undefined : admitUnchanged[request.routeOptions.url ?? ""]?.(uid);
    if (text !== undefined) return reply.type("application/json; charset=utf-8").send(text);
    metrics.reject();
    return reply.code(503).send({ error: "overloaded, and no request.uid at the review's beginning to answer to" });
  });
}

const CAUSE = "too much at once; try again";

/** By the route: counts a review that was not decided, and answers it. */
function unchangedBy(metrics: Metrics): Readonly<Record<string, (uid: string) => Buffer>> {
  const pod = unchanged("Overloaded", CAUSE);
  const warnings = warningLines([`Overloaded: ${GRAPH_REASONS.Overloaded}: ${CAUSE}`]);
  return {
    "/mutate": (uid) => {
      metrics.observe(pod);
      return answer(uid, pod);
    },
    "/mutate-graph": (uid) => {
      metrics.observeGraph("Overloaded");
      return admit(uid, { reason: "Overloaded", operations: [], warnings });
    },
  };
}

function enter({ headers, routeOptions }: FastifyRequest, reply: FastifyReply, load: Load): boolean {
  const { bodyLimit } = routeOptions;
  // Without a length it may be as long as is allowed; beyond that it is refused before it is read.
  const bytes = Math.min(Number(headers["content-length"] ?? bodyLimit), bodyLimit ?? Number.POSITIVE_INFINITY);
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
  for (const end of ["end", "close", "error"]) payload.once(end, () => resolve(undefined));
  return promise;
}
