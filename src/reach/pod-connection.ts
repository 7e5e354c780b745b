import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { ApiAccess } from "../cluster/api/api-access.ts";
import { failureOfResponse } from "../cluster/api/api-failure.ts";
import { readBytes } from "../cluster/api/body.ts";
import { describeFailure } from "../cluster/api/describe-failure.ts";
import type { LineFailure, TargetPod } from "./dialer.ts";

export interface PodConnectionOptions {
  readonly access: ApiAccess;
  readonly signal: AbortSignal;
  readonly pod: TargetPod;
  /** The local connection to forward. */
  readonly socket: Socket;
  /** Called with the reason if the connection fails. */
  readonly onFailure: (why: LineFailure) => void;
}

/**
 * Each frame starts with a channel byte: with one port, 0 is data and 1 is errors. The first frame of a channel
 * contains the port (kubelet's `portforward/websocket.go`).
 */
const PROTOCOL = "v4.channel.k8s.io";
const DATA = 0;
const PORT_BYTES = 2;
const HANDSHAKE_MS = 10_000;
const MOST_FAILURE_BYTES = 64 * 1024;

/**
 * A TCP connection to a pod's port over a WebSocket to the API server. For small amounts of data: there is no back
 * pressure.
 */
export class PodConnection {
  readonly #options: PodConnectionOptions;
  readonly #begun = new Set<number>();

  constructor(options: PodConnectionOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { socket, signal } = this.#options;
    socket.pause().on("error", () => {});
    try {
      this.#join(await this.#connect());
    } catch (error) {
      this.#fail({ unreachable: describeFailure(error) });
    }
    signal.addEventListener("abort", () => socket.destroy(), { once: true });
  }

  async #connect(): Promise<WebSocket> {
    const { access, pod } = this.#options;
    const { server, options } = await access.authorize();
    const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/portforward?ports=${pod.port}`;
    const url = new URL(server.pathname.replace(/\/$/, "") + path, server);
    url.protocol = server.protocol === "http:" ? "ws:" : "wss:";
    // Both libraries accept Node's request options, but declare different types.
    return new WebSocket(url, [PROTOCOL], { ...(options as object), handshakeTimeout: HANDSHAKE_MS });
  }

  #join(channel: WebSocket): void {
    const { socket } = this.#options;
    channel.on("open", () => socket.resume());
    channel.on("message", (frame: Buffer) => this.#receive(frame));
    channel.on("close", () => socket.end());
    channel.on("error", (error) => this.#fail({ unreachable: describeFailure(error) }));
    channel.on("unexpected-response", (_request, response) => void this.#refused(response));
    socket.on("data", (data: Buffer) => channel.send(Buffer.concat([Buffer.of(DATA), data])));
    socket.on("close", () => channel.terminate());
  }

  #receive(frame: Buffer): void {
    const [channel = DATA] = frame;
    const data = frame.subarray(this.#begun.has(channel) ? 1 : 1 + PORT_BYTES);
    this.#begun.add(channel);
    if (data.length === 0) return;
    if (channel === DATA) this.#options.socket.write(data);
    else this.#fail({ problem: data.toString("utf8").trim() });
  }

  async #refused(response: IncomingMessage): Promise<void> {
    const body = await readBytes(response, MOST_FAILURE_BYTES).catch(() => "");
    const failure = failureOfResponse(response.statusCode ?? 500, body.toString(), undefined);
    this.#fail({ unreachable: describeFailure(failure) });
  }

  #fail(why: LineFailure): void {
    this.#options.onFailure(why);
    this.#options.socket.destroy();
  }
}
