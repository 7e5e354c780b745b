import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { GRAPH_REASONS } from "../graph/graph-mutation.ts";
import { unchanged } from "./handle-review.ts";
import type { Load, Reception } from "./load.ts";
import type { Metrics } from "./metrics.ts";
import { type Body, isRefused, type RefusedBody, receiveBody } from "./receive-body.ts";
import { admit, answer, warningLines } from "./response.ts";
import { sparsely } from "./sparsely.ts";

export interface SheddingDependencies {
  readonly load: Load;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Receives bodies within the limits. Beyond them, reviews are admitted unchanged at once, without a decision. */
export function shedOverload(server: FastifyInstance, { load, metrics, log }: SheddingDependencies): void {
  const receptions = new WeakMap<FastifyRequest, Reception>();
  const warn = sparsely((reviews) => log.warn({ reason: "Overloaded", reviews }, "overloaded: admitted unchanged"));
  const admitUnchanged = unchangedBy(metrics);
  server.addHook("preParsing", async (request, reply, payload) => {
    const reception = load.receive(() => request.raw.socket.destroy());
    // `close` comes after the response, and also if the caller disconnects first.
    reply.raw.once("close", reception.leave);
    receptions.set(request, reception);
    return payload;
  });
  server.addContentTypeParser("application/json", async (request: FastifyRequest, payload: typeof request.raw) => {
    const reception = receptions.get(request);
    return reception && receiveBody(payload, reception);
  });
  server.addHook("preHandler", async (request, reply) => {
    const body = request.body as Body | undefined;
    if (body === undefined || !isRefused(body)) return undefined;
    if (body.refused === "Overloaded") warn();
    else log.warn({ reason: body.refused, uid: body.uid, detail: body.detail }, "review not read: admitted unchanged");
    const text = body.uid === undefined ? undefined : admitUnchanged[request.routeOptions.url ?? ""]?.(body, body.uid);
    if (text !== undefined) return reply.type("application/json; charset=utf-8").send(text);
    metrics.reject();
    const code = body.refused === "Overloaded" ? 503 : 413;
    return reply.code(code).send({ error: `${body.detail}, and the review has no request.uid near its beginning` });
  });
}

type AdmitUnchanged = (body: RefusedBody, uid: string) => Buffer;

/** By route: counts a review without a decision, and answers it. */
function unchangedBy(metrics: Metrics): Readonly<Record<string, AdmitUnchanged>> {
  return {
    "/mutate": ({ refused, detail }, uid) => {
      const pod = unchanged(refused, detail);
      metrics.observe(pod);
      return answer(uid, pod);
    },
    "/mutate-graph": ({ refused, detail }, uid) => {
      metrics.observeGraph(refused);
      const warnings = warningLines([`${refused}: ${GRAPH_REASONS[refused]}: ${detail}`]);
      return admit(uid, { reason: refused, operations: [], warnings });
    },
  };
}
