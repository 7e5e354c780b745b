import { connect, createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { listenIfFree } from "../../set-up/listen-if-free.ts";
import { lockMachine } from "../../set-up/machine-lock.ts";
import { restartNode } from "./bed/restart-node.ts";
import { type NodeAccess, type RunningNode, startNode } from "./bed/start-node.ts";
import { installProduct } from "./cluster/install-product.ts";
import type { NodeParts } from "./parts/find-parts.ts";

/** What a test can ask of the process that has the node. */
type Request = "open" | "restart";

type Answer = { readonly node: NodeAccess } | { readonly error: string };

/** The one node of a test run: started with the product in it when the first test asks for it, and shared by the files. */
export interface NodeSession {
  /** Where tests ask. */
  readonly socket: string;
  stop(): Promise<void>;
}

/** Opens the session of this process: one for all vitest projects, which may share this module, or have a copy each. */
export async function openSession(parts: NodeParts): Promise<NodeSession> {
  // An abstract name, which leaves no file behind.
  const socket = `\0node-session-${process.pid}`;
  const holder = new NodeHolder(parts);
  const server = createServer({ allowHalfOpen: true }, (connection) => void answer(connection, holder));
  if (!(await listenIfFree(server, socket))) return { socket, stop: async () => {} };
  const stop = async () => {
    server.close();
    await holder.stop();
  };
  return { socket, stop };
}

/** Asks the process that has the node, from a test's own process. */
export async function ask(socket: string, request: Request): Promise<NodeAccess> {
  const connection = connect(socket);
  connection.end(request);
  const answered = JSON.parse(await text(connection)) as Answer;
  if ("error" in answered) throw new Error(answered.error);
  return answered.node;
}

/** Starts the node when it is first asked for. */
class NodeHolder {
  readonly #parts: NodeParts;
  #started: Promise<RunningNode> | undefined;

  constructor(parts: NodeParts) {
    this.#parts = parts;
  }

  async open(): Promise<NodeAccess> {
    this.#started ??= startAlone(this.#parts);
    const { pid, directory, packages, containerd, access, kubeconfig } = await this.#started;
    return { pid, directory, packages, containerd, access, kubeconfig };
  }

  async restart(): Promise<NodeAccess> {
    const node = await this.open();
    if (this.#started !== undefined) await restartNode(await this.#started);
    return node;
  }

  async stop(): Promise<void> {
    await (await this.#started?.catch(() => undefined))?.stop();
  }
}

/** Waits for the node of another run on this machine to end: two would share two cores, and their tests would take too long. */
async function startAlone(parts: NodeParts): Promise<RunningNode> {
  const lock = await lockMachine("node", (line) => process.stderr.write(`[node] ${line}\n`));
  try {
    const node = await startWithProduct(parts);
    return { ...node, stop: () => node.stop().finally(lock.release) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startWithProduct(parts: NodeParts): Promise<RunningNode> {
  const node = await startNode(parts);
  try {
    await installProduct(node);
    return node;
  } catch (error) {
    await node.stop();
    throw error;
  }
}

async function answer(connection: Socket, holder: NodeHolder): Promise<void> {
  const request = (await text(connection)) as Request;
  connection.end(JSON.stringify(await fulfil(request, holder)));
}

async function fulfil(request: Request, holder: NodeHolder): Promise<Answer> {
  try {
    return { node: await holder[request]() };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
