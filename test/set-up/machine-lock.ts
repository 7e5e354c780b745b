import { connect, createServer, type Socket } from "node:net";
import { listenIfFree } from "./listen-if-free.ts";

const SECOND = 1000;

/** A lock of which this machine has one, held by this process. */
export interface MachineLock {
  release(): void;
}

/**
 * Takes a lock that one process of this machine has at a time, and waits for it as long as another one lives and holds it.
 * The lock is an abstract socket: Linux gives its name to one process, and takes it back when that ends, however it ends.
 *
 * @param report gets a line that names the holder, when the wait begins and every minute after
 */
export async function lockMachine(name: string, report: (line: string) => void): Promise<MachineLock> {
  for (;;) {
    const lock = await tryToLock(name);
    if (lock !== undefined) return lock;
    await untilReleased(name, report);
  }
}

async function tryToLock(name: string): Promise<MachineLock | undefined> {
  const waiting = new Set<Socket>();
  const server = createServer((connection) => {
    waiting.add(connection.unref());
    connection.once("close", () => waiting.delete(connection)).on("error", () => {});
    connection.write(`process ${process.pid} in ${process.cwd()}`);
  });
  if (!(await listenIfFree(server, addressOf(name)))) return undefined;
  // A lock keeps no process alive.
  server.unref();
  const release = () => {
    server.close();
    for (const connection of waiting) connection.destroy();
  };
  return { release };
}

/** The holder keeps the connection open as long as it has the lock. */
async function untilReleased(name: string, report: (line: string) => void): Promise<void> {
  const connection = connect(addressOf(name));
  const since = Date.now();
  let holder = "another process";
  const reportWait = () => report(`waits for ${holder}, since ${Math.round((Date.now() - since) / SECOND)} s`);
  const reminder = setInterval(reportWait, 60 * SECOND);
  connection.once("data", (description) => {
    holder = String(description);
    reportWait();
  });
  // Without a holder the connection is refused: it has just released the lock.
  connection.on("error", () => {});
  await new Promise((resolve) => connection.once("close", resolve));
  clearInterval(reminder);
}

function addressOf(name: string): string {
  return `\0model-express-injector-${name}`;
}
