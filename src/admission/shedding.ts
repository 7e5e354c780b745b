import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { GRAPH_REASONS } from "../graph/graph-mutation.ts";
import { unchanged } from "./handle-review.ts";
import type { Load, Reception } from "./load.ts";
import type { Metrics } from "./metrics.ts";
import { type Body, isRefused, type RefusedBody, receiveBody } from "./receive-body.ts";
import type { KnownReviews } from "./replicas/known-reviews.ts";
import { admit, answer, warningLines } from "./response.ts";
import { sparsely } from "./sparsely.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The accounting of its body and review, once its headers are read. */
    reception: Reception | undefined;
  }
}

export interface SheddingDependencies {
  readonly load: Load;
  readonly known: KnownReviews;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Receives bodies within the limits. Beyond them, reviews are admitted unchanged at once, without a decision. */
export function shedOverload(server: FastifyInstance, { load, known, metrics, log }: SheddingDependencies): void {
  // Not a WeakMap: until a full garbage collection, an old one keeps its new entries, and so their requests.
  server.decorateRequest("reception", undefined);
  const warn = sparsely((reviews) => log.warn({ reason: "Overloaded", reviews }, "overloaded: admitted unchanged"));
  const admitUnchanged = unchangedBy(metrics);
  server.addHook("preParsing", (request, reply, _payload, done) => {
    const reception = load.receive(() => request.raw.socket.destroy());
    // `close` comes after the response, and also if the caller disconnects first.
    reply.raw.once("close", reception.leave);
    request.reception = reception;
    done();
  });
  server.addContentTypeParser("application/json", async (request: FastifyRequest, payload: typeof request.raw) => {
    const { reception } = request;
    return reception && receiveBody(payload, { reception, known });
  });
  server.addHook("preHandler", (request, reply, done) => {
    const body = request.body as Body | undefined;
    if (body === undefined || !isRefused(body)) return done();
    if (body.refused === "Overloaded") warn();
    else log.warn({ reason: body.refused, uid: body.uid, detail: body.detail }, "review not read: admitted unchanged");
    const text = body.uid === undefined ? undefined : admitUnchanged[request.routeOptions.url ?? ""]?.(body, body.uid);
    if (text !== undefined) return void reply.type("application/json; charset=utf-8").send(text);
    metrics.reject();
    const code = body.refused === "Overloaded" ? 503 : 413;
    reply.code(code).send({ error: `${body.detail}, and the review has no request.uid near its beginning` });
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
