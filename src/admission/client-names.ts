import type { TLSSocket } from "node:tls";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Metrics } from "./metrics.ts";

export interface ClientNameDependencies {
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Rejects callers whose verified certificate has none of the names as its common name. */
export function demandClientNames(
  server: FastifyInstance,
  names: readonly string[],
  { metrics, log }: ClientNameDependencies,
): void {
  server.addHook("onRequest", async (request, reply) => {
    const { CN: name } = (request.raw.socket as TLSSocket).getPeerCertificate().subject ?? {};
    if (typeof name === "string" && names.includes(name)) return undefined;
    metrics.reject();
    log.warn({ client: name, accepted: names }, "request refused: the client certificate's name is not accepted");
    return reply.code(401).send({ error: "the client certificate's name is not accepted" });
  });
}
