import type { Socket } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import { type ConnectionLimits, ConnectionShares } from "./connection-shares.ts";
import { NO_SCHEMAS } from "./no-schemas.ts";

export interface OperationsDependencies {
  readonly metrics: { readonly registry: Registry };
  /** What readiness still waits for, one short phrase each; empty when ready. */
  readonly waitingFor: () => readonly string[];
}

/** Anyone in the cluster may connect. A probe and a scrape take a connection for milliseconds. */
const CONNECTION_LIMITS: ConnectionLimits = { most: 256, mostPerAddress: 64 };
const REQUEST_TIMEOUT_MS = 5000;

/** Builds the plain HTTP server for probes and Prometheus: `/livez`, `/readyz`, `/metrics`. */
export function buildOperationsServer({ metrics, waitingFor }: OperationsDependencies): FastifyInstance {
  const server = Fastify({
    schemaController: NO_SCHEMAS,
    forceCloseConnections: true,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A caller that pipelines requests and never reads would fill the memory with answers.
    maxRequestsPerSocket: 1,
  });
  // Node keeps a connection open after it refused pipelined requests.
  server.addHook("onResponse", async ({ raw }) => void raw.socket.destroySoon());
  boundConnections(server);
  const render = shareRendering(metrics.registry);
  server.get("/livez", () => "ok\n");
  server.get("/readyz", (_request, reply) => {
    const missing = waitingFor();
    return missing.length === 0 ? "ok\n" : reply.code(503).send(`waiting for ${missing.join(", ")}\n`);
  });
  server.get("/metrics", async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return render();
  });
  return server;
}

function boundConnections(server: FastifyInstance): void {
  const shares = new ConnectionShares<Socket>(CONNECTION_LIMITS);
  server.server.on("connection", (socket: Socket) => {
    const closed = shares.add(socket);
    socket.once("close", () => shares.delete(socket));
    closed?.destroy();
  });
}

/** Callers get the same text for nine times as long as it took: rendering takes at most a tenth of the time. */
function shareRendering(registry: Registry): () => Promise<string> {
  let text = Promise.resolve("");
  let isFresh = false;
  return () => {
    if (isFresh) return text;
    isFresh = true;
    const start = performance.now();
    text = registry.metrics().finally(() => {
      setTimeout(() => (isFresh = false), 9 * (performance.now() - start)).unref();
    });
    return text;
  };
}
