import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Who can be sent new connections. */
export interface Backend {
  readonly port: number;
  isReady(): Promise<boolean>;
}

/** One address for several replicas, as a Service is one for its endpoints. */
export interface Balancer {
  readonly port: number;
  close(): void;
}

const PROBE_MS = 100;

/**
 * A plain TCP balancer on 127.0.0.1. It does what kube-proxy does with endpoints: a replica that is not ready gets no new
 * connections, and those that exist stay.
 */
export async function startBalancer(backends: readonly Backend[]): Promise<Balancer> {
  let ready: readonly Backend[] = [];
  let turn = 0;
  const sockets = new Set<Socket>();
  const probe = async (): Promise<void> => {
    const states = await Promise.all(backends.map((each) => each.isReady()));
    ready = backends.filter((_, index) => states[index]);
  };
  await probe();
  const timer = setInterval(() => void probe(), PROBE_MS);
  const server = createServer((client) => {
    const backend = ready[turn++ % ready.length];
    if (backend === undefined) client.destroy();
    else join(client, connect(backend.port, "127.0.0.1"), sockets);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      clearInterval(timer);
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function join(client: Socket, upstream: Socket, sockets: Set<Socket>): void {
  const destroy = (): void => {
    client.destroy();
    upstream.destroy();
  };
  for (const socket of [client, upstream]) {
    sockets.add(socket);
    socket.setNoDelay(true).on("error", destroy);
    socket.once("close", () => sockets.delete(socket));
  }
  client.pipe(upstream).pipe(client);
}
