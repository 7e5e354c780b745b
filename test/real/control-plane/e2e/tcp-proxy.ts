import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Transform } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** A TCP proxy on a free port of 127.0.0.1 whose line can be disturbed. */
export interface TcpProxy {
  readonly port: number;
  /** Closes all connections, and new ones as they come, until `restore()`. */
  cut(): void;
  /** Lets the connections that exist hang, open but silent; new ones work. */
  stall(): void;
  /** Holds back what clients send. */
  delay(milliseconds: number): void;
  /** Leads new connections to another port of 127.0.0.1. */
  lead(targetPort: number): void;
  /** Ends `cut()` and `delay()`. */
  restore(): void;
  close(): void;
}

/** Starts a proxy to a port of 127.0.0.1. */
export async function startTcpProxy(firstTargetPort: number): Promise<TcpProxy> {
  const lines = new Set<Line>();
  let targetPort = firstTargetPort;
  let isCut = false;
  let delayMilliseconds = 0;

  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const line = joinSockets(client, connect(targetPort, "127.0.0.1"), () => delayMilliseconds);
    lines.add(line);
    client.once("close", () => lines.delete(line));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  function cut(): void {
    isCut = true;
    for (const line of lines) {
      line.destroy();
    }
  }

  return {
    port: (server.address() as AddressInfo).port,
    cut,
    stall: () => {
      for (const line of lines) {
        line.stall();
      }
    },
    delay: (milliseconds) => {
      delayMilliseconds = milliseconds;
    },
    lead: (port) => {
      targetPort = port;
    },
    restore: () => {
      isCut = false;
      delayMilliseconds = 0;
    },
    close: () => {
      cut();
      server.close();
    },
  };
}

interface Line {
  stall(): void;
  destroy(): void;
}

function joinSockets(client: Socket, upstream: Socket, delayMilliseconds: () => number): Line {
  const delaying = new Transform({
    async transform(chunk, _encoding, done) {
      await sleep(delayMilliseconds());
      done(null, chunk);
    },
  });
  const destroy = () => {
    client.destroy();
    upstream.destroy();
  };
  // An orderly end is handed on by the pipes, behind what was sent before it.
  for (const socket of [client, upstream]) {
    socket.setNoDelay(true).on("error", destroy);
  }
  client.pipe(delaying).pipe(upstream);
  upstream.pipe(client);
  const stall = () => {
    client.unpipe().pause();
    upstream.unpipe().pause();
  };
  return { stall, destroy };
}
