import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";

// Below every system's range for outgoing connections: no client socket takes the port before the server binds it,
// and a client that dials a stopped server cannot be given the very port that it dials, which would connect it to itself.
const first = 20_000;
const portsOfWorker = 1_250;
const mostWorkers = 8;
const attempts = 100;

// Each of Vitest's workers has ports of its own, so that none binds what another has just found free.
const worker = (Number(process.env["VITEST_POOL_ID"] ?? 1) - 1) % mostWorkers;
const lowest = first + worker * portsOfWorker;
const highest = lowest + portsOfWorker;
const handedOut = new Set<number>();

/** Finds a port on 127.0.0.1 without a listener; never the same twice. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = randomInt(lowest, highest);
    if (!handedOut.has(port) && (await isFree(port))) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Error(`no free port between ${lowest} and ${highest} in ${attempts} attempts`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Whether something accepts connections on a port of 127.0.0.1. */
export async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
