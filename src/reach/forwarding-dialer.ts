import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { ApiAccess } from "../cluster/api/api-access.ts";
import type { Dialer, Line, LineFailure, TargetPod } from "./dialer.ts";
import { PodConnection } from "./pod-connection.ts";

/**
 * Connects through the API server, like `kubectl port-forward`: listens on loopback and forwards each connection to
 * the pod. Needs permission to get `pods/portforward`, and since Kubernetes 1.35 to create it.
 */
export class ForwardingDialer implements Dialer {
  readonly way = "through the API server";
  readonly #access: ApiAccess;
  readonly #signal: AbortSignal;

  constructor(access: ApiAccess, signal: AbortSignal) {
    this.#access = access;
    this.#signal = signal;
  }

  async open({ pod }: { readonly pod: TargetPod | undefined }): Promise<Line | { readonly unreachable: string }> {
    if (pod === undefined) return { unreachable: "no ready pod is behind it" };
    let failure: LineFailure | undefined;
    const connections = new Set<Socket>();
    const server = createServer((socket) => {
      connections.add(socket);
      const onFailure = (why: LineFailure): void => {
        failure ??= why;
      };
      void new PodConnection({ access: this.#access, signal: this.#signal, pod, socket, onFailure }).open();
    });
    const port = await listen(server);
    const close = (): void => {
      server.close();
      for (const socket of connections) socket.destroy();
    };
    return { host: "127.0.0.1", port, failure: () => failure, close };
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
