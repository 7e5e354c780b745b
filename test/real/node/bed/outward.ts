import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { API_PORT, NODE_ADDRESS } from "./addresses.ts";

/** A port of this machine's loopback behind which the node's API server answers. */
export interface Outlet {
  readonly server: string;
  close(): void;
}

/**
 * Opens the node's API server to this machine. The listener is handed to a process in the node's network: what it accepts
 * comes from here, and what it connects to is there.
 */
export async function openOutlet(pid: number): Promise<Outlet> {
  const listener = createServer();
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as { readonly port: number };
  const child = forkInNetwork(pid, "forward.ts", [NODE_ADDRESS, String(API_PORT)]);
  child.send("listener", listener);
  await once(child, "message");
  listener.close();
  return { server: `https://127.0.0.1:${port}`, close: () => child.kill("SIGKILL") };
}

/** A listener on an address of the node's own, for this process to answer. */
export async function listenInside(pid: number): Promise<Server> {
  const child = forkInNetwork(pid, "listen.ts", [NODE_ADDRESS]);
  const [, listener] = (await once(child, "message")) as [string, Server];
  child.disconnect();
  return listener;
}

/** Node in the network of a node, with a channel to this process, with which it ends. */
function forkInNetwork(pid: number, script: string, args: readonly string[]) {
  return fork(path.join(import.meta.dirname, script), args, {
    execPath: "nsenter",
    execArgv: [`--net=/proc/${pid}/ns/net`, "--", process.execPath],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}
