import type { TlsOptions } from "node:tls";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { demandClientNames } from "./client-names.ts";
import { boundConnections } from "./connections.ts";
import { parseBudget } from "./deadline.ts";
import { logDecision } from "./decision-log.ts";
import { type GraphRoute, graphRoute, type MutateGraph } from "./graph-route.ts";
import { handleReview, type MutatePod } from "./handle-review.ts";
import type { Load } from "./load.ts";
import type { Metrics } from "./metrics.ts";
import { NO_SCHEMAS } from "./no-schemas.ts";
import { type Body, isRefused, textIn } from "./receive-body.ts";
import type { RepeatedText } from "./repeated-text.ts";
import { KnownReviews } from "./replicas/known-reviews.ts";
import { answer } from "./response.ts";
import { isProblem, readReview } from "./review.ts";
import { shedOverload } from "./shedding.ts";

export interface AdmissionDependencies {
  /** Certificate, versions, ciphers, and the client CA. */
  readonly tls: TlsOptions;
  readonly mutate: MutatePod;
  /** Without it only `/mutate` is served. */
  readonly mutateGraph?: MutateGraph;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly load: Load;
  /** The text that most patches contain: the pull's script. */
  readonly repeated?: RepeatedText;
  /** Accepted common names of verified client certificates; empty: any. */
  readonly clientNames?: readonly string[];
  /**
   * Whether this process is shutting down: responses then close their connections, so that callers connect to another
   * replica.
   */
  readonly isDraining?: () => boolean;
  /** Milliseconds in which a request must arrive. */
  readonly requestTimeout?: number;
  /** Milliseconds that shutdown waits for requests in flight. The API server waits no longer. */
  readonly closeTimeout?: number;
}

/** Milliseconds in which a request must arrive. The API server sends one at once. */
const REQUEST_TIMEOUT_MS = 5000;
/**
 * Longer than the 90 s for which the API server keeps an idle connection, so that we never close one that it is about
 * to use.
 */
const KEEP_ALIVE_MS = 120_000;
/** Milliseconds, as in the API server's own handshake timeout. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Builds the admission server, not yet listening: `POST /mutate` and `POST /mutate-graph` over HTTPS. */
export function buildAdmissionServer(dependencies: AdmissionDependencies): FastifyInstance {
  const { tls, metrics, log, clientNames = [], isDraining, requestTimeout = REQUEST_TIMEOUT_MS } = dependencies;
  const server = Fastify({
    schemaController: NO_SCHEMAS,
    https: {
      ...tls,
      handshakeTimeout: Math.min(requestTimeout, HANDSHAKE_TIMEOUT_MS),
      connectionsCheckingInterval: Math.min(requestTimeout, 1000),
      // If `headersTimeout` (default 60 s) is the larger one, Node swaps the two, and bodies get the longer limit.
      headersTimeout: requestTimeout,
    },
    requestTimeout,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // During a rollout, requests on kept-alive connections must still be answered.
    return503OnClosing: false,
  });
  // We parse reviews ourselves: Fastify's parser refuses `__proto__` keys, and its AJV would modify what it
  // validates.
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
  const known = new KnownReviews();
  shedOverload(app, { ...dependencies, known });
  app.post<ReviewRoute>("/mutate", (request, reply) => mutateRoute(request, reply, { ...dependencies, known }));
  const { mutateGraph } = dependencies;
  if (mutateGraph !== undefined) {
    app.post<GraphRoute>("/mutate-graph", (request, reply) =>
      graphRoute(request, reply, { ...dependencies, mutateGraph }),
    );
  }
  return app;
}

/** Makes the caller open its next connection to a replica that keeps serving. */
function sendCallersElsewhere(app: FastifyInstance, isDraining: () => boolean): void {
  app.addHook("onRequest", (_request, reply, done) => {
    if (isDraining()) reply.header("connection", "close");
    done();
  });
}

/** What Fastify gives the route: the body from {@link shedOverload}, and a query of any kind. */
interface ReviewRoute {
  Body: Body | undefined;
  Querystring: { readonly timeout?: unknown };
}

interface RouteDependencies extends AdmissionDependencies {
  readonly known: KnownReviews;
}

/** Decode, decide, answer. */
async function mutateRoute(
  { body, query }: FastifyRequest<ReviewRoute>,
  reply: FastifyReply,
  deps: RouteDependencies,
): Promise<Buffer> {
  const start = performance.now();
  const received = body === undefined || isRefused(body) ? undefined : body;
  const review = received?.replica ?? readReview(textIn(body));
  if (isProblem(review)) {
    deps.metrics.reject();
    deps.log.warn({ problem: review.problem }, "request refused");
    return reply.code(400).send({ error: review.problem });
  }
  const handled = await handleReview(review, deps.mutate, parseBudget(query.timeout));
  const milliseconds = performance.now() - start;
  deps.metrics.observe(handled.mutation, milliseconds / 1000);
  logDecision(deps.log, review, handled, milliseconds);
  const { key } = handled.mutation;
  if (received !== undefined && key !== undefined && review.key === undefined)
    deps.known.learn({ body: received.bytes, review, key });
  reply.type("application/json; charset=utf-8");
  return answer(review.uid, handled.mutation, deps.repeated?.encode);
}
