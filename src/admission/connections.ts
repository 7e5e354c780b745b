import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { type ConnectionLimits, ConnectionShares } from "./connection-shares.ts";
import type { Load } from "./load.ts";
import type { Metrics } from "./metrics.ts";
import { sparsely } from "./sparsely.ts";

export interface ConnectionDependencies {
  readonly load: Load;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly connectionLimits?: ConnectionLimits;
  /** Milliseconds after which an end waits no longer for what is in flight. */
  readonly closeTimeout?: number;
}

/**
 * More than the API servers of a cluster open together. They may all come from one address, that of a gateway or a tunnel,
 * so its share is large. A TLS connection takes about 60 KB.
 */
const CONNECTION_LIMITS: ConnectionLimits = { most: 1024, mostPerAddress: 512 };
/** Longer than any review takes: the caller waits 30 s at most, and is answered before. */
const CLOSE_TIMEOUT_MS = 25_000;
/** Milliseconds between two looks at what an end still waits for. */
const LOOK_MS = 500;
/** Requests of one connection that are not answered yet. The API server sends one after another. */
const MOST_PIPELINED = 8;

/** Bounds how many connections there are, and how long they can hold up the server's end. */
export function boundConnections(app: FastifyInstance, dependencies: ConnectionDependencies): void {
  const { metrics, log, connectionLimits = CONNECTION_LIMITS } = dependencies;
  const warn = sparsely((closed) => log.warn({ closed, limits: connectionLimits }, "connections closed: too many"));
  const shares = new ConnectionShares<Socket>(connectionLimits);
  app.server.on("connection", (socket: Socket) => {
    const closed = shares.add(socket);
    socket.once("close", () => shares.delete(socket));
    if (closed === undefined) return;
    closed.destroy();
    metrics.reject();
    warn();
  });
  app.addHook("onResponse", async ({ raw }, { statusCode }) => {
    if (statusCode === 200) shares.prove(raw.socket);
  });
  boundPipelining(app, metrics);
  endInTime(app, dependencies);
}

function boundPipelining(app: FastifyInstance, metrics: Metrics): void {
  const unanswered = new WeakMap<Socket, number>();
  app.addHook("onRequest", async ({ raw: { socket } }, reply) => {
    const count = (unanswered.get(socket) ?? 0) + 1;
    unanswered.set(socket, count);
    reply.raw.once("close", () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    if (count <= MOST_PIPELINED) return;
    metrics.reject();
    socket.destroy();
  });
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
