import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { GraphMutation, GraphReason, GraphRequest } from "../graph/graph-mutation.ts";
import { plain } from "../kubernetes/quoted.ts";
import { type GraphReview, readGraphReview } from "./graph-review.ts";
import type { Metrics } from "./metrics.ts";
import { type Body, textIn } from "./receive-body.ts";
import { admit, warningLines } from "./response.ts";
import { isProblem } from "./review.ts";

/** Decides about a graph, without reading the cluster. */
export type MutateGraph = (request: GraphRequest) => GraphMutation | Promise<GraphMutation>;

/** What Fastify gives the route. */
export interface GraphRoute {
  Body: Body | undefined;
}

export interface GraphDependencies {
  readonly mutateGraph: MutateGraph;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** `POST /mutate-graph`: decode, decide, answer. Every graph is admitted. */
export async function graphRoute(
  { body }: FastifyRequest<GraphRoute>,
  reply: FastifyReply,
  { mutateGraph, metrics, log }: GraphDependencies,
): Promise<Buffer> {
  const review = readGraphReview(textIn(body));
  if (isProblem(review)) {
    metrics.reject();
    log.warn({ problem: review.problem }, "request refused");
    return reply.code(400).send({ error: review.problem });
  }
  const { mutation, error } = await handleGraph(review, mutateGraph);
  const { reason, operations, warnings } = mutation;
  metrics.observeGraph(reason);
  const { uid, namespace, name } = review;
  const lines = warningLines(warnings);
  const names = { namespace: plain(namespace), graph: plain(name), uid: plain(uid) };
  const line = { reason, ...names, ...(review.isDryRun ? { dryRun: true } : {}), warnings: lines };
  if (error === undefined) log.info({ ...line, operations: operations.length }, "graph admitted");
  else log.error({ ...line, err: error }, "graph admitted unchanged after an internal error");
  reply.type("application/json; charset=utf-8");
  return admit(uid, { reason, operations, warnings: lines });
}

/** Total: never rejects. */
async function handleGraph(
  review: GraphReview,
  mutateGraph: MutateGraph,
): Promise<{ readonly mutation: GraphMutation; readonly error?: unknown }> {
  if (!review.isGraphChange) return { mutation: unchanged("NotAGraph") };
  try {
    return { mutation: await mutateGraph(review) };
  } catch (error) {
    return { mutation: unchanged("InternalError", "InternalError: see the injector's log"), error };
  }
}

function unchanged(reason: GraphReason, ...warnings: readonly string[]): GraphMutation {
  return { reason, operations: [], warnings };
}
