import type { TlsOptions } from "node:tls";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { demandClientNames } from "./client-names.ts";
import { boundConnections } from "./connections.ts";
import { budgetOf } from "./deadline.ts";
import { logDecision } from "./decision-log.ts";
import { graphRoute, type MutateGraph } from "./graph-route.ts";
import { handleReview, type MutatePod } from "./handle-review.ts";
import type { Load } from "./load.ts";
import type { Metrics } from "./metrics.ts";
import { textIn } from "./receive-body.ts";
import type { RepeatedText } from "./repeated-text.ts";
import { answer } from "./response.ts";
import { isProblem, readReview } from "./review.ts";
import { shedOverload } from "./shedding.ts";

export interface AdmissionDependencies {
  /** With the versions, the ciphers, and who may connect. */
  readonly tls: TlsOptions;
  readonly mutate: MutatePod;
  /** Without it, nothing is served but pods. */
  readonly mutateGraph?: MutateGraph;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly load: Load;
  /** What most patches carry: the pull's script. */
  readonly repeated?: RepeatedText;
  /** Common names of which a caller's verified certificate must have one; none: any will do. */
  readonly clientNames?: readonly string[];
  /** Whether this process is about to end: callers are then asked to open their next connection elsewhere. */
  readonly isDraining?: () => boolean;
  /** Milliseconds in which a request has to arrive. */
  readonly requestTimeout?: number;
  /** Milliseconds that the server's end waits for what is in flight; the API server waits no longer. */
  readonly closeTimeout?: number;
}

/** Milliseconds in which a request has to arrive. The API server sends one at once. */
const REQUEST_TIMEOUT_MS = 5000;
/** Longer than the 90 s that the API server keeps an idle connection, so that it is never us who closes a used one. */
const KEEP_ALIVE_MS = 120_000;
/** Milliseconds; as long as the API server waits for a handshake. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** The admission server, not yet listening: `POST /mutate` and `POST /mutate-graph` over HTTPS. */
export function buildAdmissionServer(dependencies: AdmissionDependencies): FastifyInstance {
  const { tls, metrics, log, clientNames = [], isDraining, requestTimeout = REQUEST_TIMEOUT_MS } = dependencies;
  const server = Fastify({
    https: {
      ...tls,
      handshakeTimeout: Math.min(requestTimeout, HANDSHAKE_TIMEOUT_MS),
      connectionsCheckingInterval: Math.min(requestTimeout, 1000),
      // Node swaps the two limits when this one, 60 s by default, is the larger: bodies would get the longer one.
      headersTimeout: requestTimeout,
    },
    requestTimeout,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // During a rollout the calls on connections that are kept alive must still be answered.
    return503OnClosing: false,
  });
  // Reviews are parsed once, by us: Fastify's parser refuses `__proto__` keys, and its AJV would change what it validates.
  server.removeAllContentTypeParsers();
  server.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    metrics.reject();
    log.warn({ err: error.message }, "request refused");
    return reply.code(error.statusCode ?? 500).send({ error: error.message });
  });
  const app = server as unknown as FastifyInstance;
  boundConnections(app, dependencies);
  if (isDraining !== undefined) sendCallersElsewhere(app, isDraining);
  if (clientNames.length > 0) demandClientNames(app, clientNames, dependencies);
  shedOverload(app, dependencies);
  server.post("/mutate", (request, reply) => mutateRoute(request, reply, dependencies));
  const { mutateGraph } = dependencies;
  if (mutateGraph !== undefined) {
    server.post("/mutate-graph", (request, reply) => graphRoute(request, reply, { ...dependencies, mutateGraph }));
  }
  return app;
}

/** Whatever the answer is: the next connection is opened where somebody goes on serving. */
function sendCallersElsewhere(app: FastifyInstance, isDraining: () => boolean): void {
  app.addHook("onRequest", (_request, reply, done) => {
    if (isDraining()) reply.header("connection", "close");
    done();
  });
}

/** Decode, decide, answer. */
async function mutateRoute(request: FastifyRequest, reply: FastifyReply, deps: AdmissionDependencies): Promise<Buffer> {
  const start = performance.now();
  const review = readReview(textIn(request.body));
  if (isProblem(review)) {
    deps.metrics.reject();
    deps.log.warn({ problem: review.problem }, "request refused");
    return reply.code(400).send({ error: review.problem });
  }
  const { timeout } = request.query as { timeout?: unknown };
  const handled = await handleReview(review, deps.mutate, budgetOf(timeout));
  const milliseconds = performance.now() - start;
  deps.metrics.observe(handled.mutation, milliseconds / 1000);
  logDecision(deps.log, review, handled, milliseconds);
  reply.type("application/json; charset=utf-8");
  return answer(review.uid, handled.mutation, deps.repeated?.encode);
}
