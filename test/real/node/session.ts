import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
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

export async function openSession(parts: NodeParts): Promise<NodeSession> {
  // An abstract name, which leaves no file behind.
  const socket = `\0node-session-${process.pid}`;
  let started: Promise<RunningNode> | undefined;
  const open = () => {
    started ??= startWithProduct(parts);
    return started;
  };
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    void answer(connection, open);
  });
  server.listen(socket);
  await once(server, "listening");
  return {
    socket,
    stop: async () => {
      server.close();
      await (await started?.catch(() => undefined))?.stop();
    },
  };
}

/** Asks the process that has the node, from a test's own process. */
export async function ask(socket: string, request: Request): Promise<NodeAccess> {
  const connection = connect(socket);
  connection.end(request);
  const answered = JSON.parse(await text(connection)) as Answer;
  if ("error" in answered) throw new Error(answered.error);
  return answered.node;
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

async function answer(connection: Socket, open: () => Promise<RunningNode>): Promise<void> {
  const request = await text(connection);
  connection.end(JSON.stringify(await fulfil(request as Request, open)));
}

async function fulfil(request: Request, open: () => Promise<RunningNode>): Promise<Answer> {
  try {
    const node = await open();
    if (request === "restart") await restartNode(node);
    const { pid, directory, packages, access, kubeconfig } = node;
    return { node: { pid, directory, packages, access, kubeconfig } };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
