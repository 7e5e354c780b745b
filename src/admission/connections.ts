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
  /** Milliseconds that shutdown waits for requests in flight. */
  readonly closeTimeout?: number;
}

/**
 * More than all API servers of a cluster open together. They may share one source address, that of a gateway or a
 * tunnel, so the limit per address is large. A TLS connection takes about 60 KB.
 */
const CONNECTION_LIMITS: ConnectionLimits = { most: 1024, mostPerAddress: 512 };
/** Longer than any review: callers wait at most 30 s and are answered earlier. */
const CLOSE_TIMEOUT_MS = 25_000;
/** Milliseconds between checks during shutdown. */
const LOOK_MS = 500;
/** Unanswered requests on one connection. The API server sends one at a time. */
const MOST_PIPELINED = 8;

/** Bounds the number of connections, and how long they can delay shutdown. */
export function boundConnections(app: FastifyInstance, dependencies: ConnectionDependencies): void {
  const { metrics, log, connectionLimits = CONNECTION_LIMITS } = dependencies;
  const warn = sparsely((closed) =>
    log.warn({ closed, limits: connectionLimits }, "too many connections: closed the excess"),
  );
  const shares = new ConnectionShares<Socket>(connectionLimits);
  app.server.on("connection", (socket: Socket) => {
    const closed = shares.add(socket);
    socket.once("close", () => shares.delete(socket));
    if (closed === undefined) return;
    closed.destroy();
    metrics.reject();
    warn();
  });
  app.addHook("onResponse", ({ raw }, { statusCode }, done) => {
    if (statusCode === 200) shares.prove(raw.socket);
    done();
  });
  boundPipelining(app, metrics);
  endInTime(app, dependencies);
}

function boundPipelining(app: FastifyInstance, metrics: Metrics): void {
  const unanswered = new WeakMap<Socket, number>();
  app.addHook("onRequest", ({ raw: { socket } }, reply, done) => {
    const count = (unanswered.get(socket) ?? 0) + 1;
    unanswered.set(socket, count);
    reply.raw.once("close", () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    if (count > MOST_PIPELINED) {
      metrics.reject();
      socket.destroy();
    }
    done();
  });
}

/**
 * During shutdown Node applies no timeout to connections: one that is silent, or that stops in the middle of a
 * request, would keep the process alive. Remaining connections are closed once no request is in flight.
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
