import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Load } from "./load.ts";
import type { Metrics } from "./metrics.ts";
import { sparsely } from "./sparsely.ts";

export interface ConnectionDependencies {
  readonly load: Load;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Milliseconds after which an end waits no longer for what is in flight. */
  readonly closeTimeout?: number;
}

/** Far more than the API servers of a cluster open together, whose concurrent requests are bounded too, at 600 each. */
const MOST_CONNECTIONS = 4096;
/** Longer than any review takes: the caller waits 30 s at most, and is answered before. */
const CLOSE_TIMEOUT_MS = 25_000;
/** Milliseconds between two looks at what an end still waits for. */
const LOOK_MS = 500;

/** Bounds how many connections there are, and how long they can hold up the server's end. */
export function boundConnections(app: FastifyInstance, dependencies: ConnectionDependencies): void {
  const { metrics, log } = dependencies;
  const { server } = app;
  const tell = sparsely((refused) => log.warn({ refused, open: MOST_CONNECTIONS }, "connections refused: too many"));
  server.maxConnections = MOST_CONNECTIONS;
  server.on("drop", () => {
    metrics.reject();
    tell();
  });
  endInTime(app, dependencies);
}

/**
 * A server that closes waits for each connection, and Node applies no time limit any more: one that never says anything, or
 * stops in the middle of a request, would keep the process from its end. So those left are cut off once nothing is in
 * flight.
 */
function endInTime(app: FastifyInstance, { load, closeTimeout = CLOSE_TIMEOUT_MS }: ConnectionDependencies): void {
  const open = new Set<Socket>();
  app.server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  app.addHook("preClose", async () => {
    const deadline = performance.now() + closeTimeout;
    const looking = setInterval(() => {
      if (load.inFlight > 0 && performance.now() < deadline) return;
      for (const socket of open) socket.destroy();
    }, LOOK_MS);
    app.server.once("close", () => clearInterval(looking));
  });
}
