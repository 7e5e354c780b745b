import Fastify, { type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";

export interface OperationsDependencies {
  readonly metrics: { readonly registry: Registry };
  /** What readiness still waits for, one short phrase each; empty when ready. */
  readonly waitingFor: () => readonly string[];
}

/** Builds the plain HTTP server for probes and Prometheus: `/livez`, `/readyz`, `/metrics`. */
export function buildOperationsServer({ metrics, waitingFor }: OperationsDependencies): FastifyInstance {
  const server = Fastify({ forceCloseConnections: true });
  server.get("/livez", () => "ok\n");
  server.get("/readyz", (_request, reply) => {
    const missing = waitingFor();
    return missing.length === 0 ? "ok\n" : reply.code(503).send(`waiting for ${missing.join(", ")}\n`);
  });
  server.get("/metrics", async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  return server;
}
