import type { IncomingMessage, Agent as PlainAgent } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import type { JsonObject } from "../../kubernetes/json.ts";
import { abortable } from "./abortable.ts";
import type { ApiAccess } from "./api-access.ts";
import { ApiFailure } from "./api-failure.ts";
import { readBytes } from "./body.ts";
import type { Caller } from "./caller.ts";
import { ConnectionFailure } from "./connection-failure.ts";
import { describeExpiry } from "./expired-credentials.ts";
import { parseObject, readFailure } from "./read-answer.ts";
import { ServerClock } from "./server-clock.ts";
import { SilenceError } from "./silence-error.ts";

/** An `import` evaluates all exports of node:http, and one of them loads Node's WebSocket: 14 MiB, and half of the start-up time. */
const http = process.getBuiltinModule("node:http");

/** Options of a read. */
export interface Reading {
  readonly signal: AbortSignal;
  /** Milliseconds without a byte after which the connection counts as dead. */
  readonly idleMilliseconds: number;
  /** Separate connections for watches (and their lists), so that reads for a waiting pod never queue behind them. */
  readonly connections: "watches" | "reads";
  /** The `Accept` header. Default: JSON of whole objects. */
  readonly accept?: string;
}

/** An idempotent write: an apply, or one that states the version or absence that it expects. */
export interface Writing {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: object;
  /** The body's media type. Default: JSON. */
  readonly contentType?: string;
  readonly signal: AbortSignal;
}

interface Exchange extends Omit<Writing, "method" | "signal">, Reading {
  readonly method: Writing["method"] | "GET";
}

/** 500 Services of a large cluster take 2 MB. After a larger page a watch halves its page size. */
const MOST_BYTES = 16 * 1024 * 1024;

/** TCP keep-alive probes start after this long; the kernel gives up 10 seconds later. */
const KEEP_ALIVE_MS = 30_000;
/** Below the 90 s after which the API server closes an idle connection. */
const UNUSED_MS = 30_000;
/** Further reads queue, so that a burst of different pods does not open as many connections. */
const MOST_CONNECTIONS = 16;

/** The API server answers a write at once, or within its own limit of 60 s. */
const WRITE_IDLE_MS = 65_000;

/** HTTP client of the API server, with pooled connections and current credentials. */
export class ApiClient {
  /** The API server's time. */
  readonly clock = new ServerClock();
  readonly #access: ApiAccess;
  readonly #userAgent: string;
  readonly #agents = new Map<string, Agent | PlainAgent>();

  constructor(access: ApiAccess, userAgent: string) {
    this.#access = access;
    this.#userAgent = userAgent;
  }

  /** Gets one object or list. */
  async get(path: string, reading: Reading): Promise<JsonObject> {
    return this.#object({ method: "GET", path, ...reading });
  }

  /** Gets an object or list as bytes, for objects that tenants can make large. */
  async getBytes(path: string, reading: Reading): Promise<Buffer> {
    return this.#whole({ method: "GET", path, ...reading });
  }

  /** Returns the object after the change, or the `Status` of a deletion. */
  async write({ signal, ...change }: Writing): Promise<JsonObject> {
    const reading: Reading = { signal, idleMilliseconds: WRITE_IDLE_MS, connections: "reads" };
    return this.#object({ ...change, ...reading });
  }

  /** Opens a streaming body. Each watch has its own connection. */
  stream(path: string, reading: Reading): Promise<IncomingMessage> {
    return this.#authorized({ method: "GET", path, ...reading });
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  async #object(exchange: Exchange): Promise<JsonObject> {
    return parseObject(await this.#whole(exchange));
  }

  async #whole(exchange: Exchange): Promise<Buffer> {
    const response = await this.#authorized(exchange);
    try {
      return await readBytes(response, MOST_BYTES);
    } catch (error) {
      // Node reports a body that was aborted as a reset connection.
      exchange.signal.throwIfAborted();
      throw error;
    }
  }

  /** After a 401, reloads the credentials and retries once: a rotated token is not a failure. */
  async #authorized(exchange: Exchange): Promise<IncomingMessage> {
    try {
      return await this.#open(exchange);
    } catch (error) {
      const isRefused = error instanceof ApiFailure && error.status === 401;
      if (isRefused) this.#access.forgetCredentials();
      const isStale = error instanceof ConnectionFailure && error.isStale;
      if (!isRefused && !isStale) throw error;
      return this.#open(exchange);
    }
  }

  async #open(exchange: Exchange): Promise<IncomingMessage> {
    const { server, options, proxy, user } = await abortable(this.#access.authorize(), exchange.signal);
    // A server behind a gateway such as Rancher's has a path prefix.
    const url = new URL(server.pathname.replace(/\/$/, "") + exchange.path, server);
    const headers = { ...buildHeaders(exchange), "user-agent": this.#userAgent, ...options.headers };
    const agent = options.agent ?? this.#agentFor(url.protocol, exchange.connections);
    const describeCaller = (): Caller => {
      return { server: server.origin, proxy, user, expiry: describeExpiry(options, this.clock.now()) };
    };
    const response = await send(url, { ...options, headers, agent }, exchange, describeCaller);
    this.clock.observe(response.headers.date);
    const { statusCode = 0 } = response;
    if (statusCode >= 200 && statusCode <= 299) return response;
    const failure = await readFailure(response, exchange.path);
    throw statusCode === 401 ? failure.withCaller(describeCaller()) : failure;
  }

  #agentFor(protocol: string, connections: Reading["connections"]): Agent | PlainAgent {
    const key = `${protocol}${connections}`;
    const limits = connections === "reads" ? { maxSockets: MOST_CONNECTIONS } : {};
    const options = { keepAlive: true, timeout: UNUSED_MS, ...limits };
    const agent = this.#agents.get(key) ?? (protocol === "http:" ? new http.Agent(options) : new Agent(options));
    this.#agents.set(key, agent);
    return agent;
  }
}

const JSON_TYPE = "application/json";

function buildHeaders({
  body,
  contentType = JSON_TYPE,
  accept = JSON_TYPE,
}: Exchange): Readonly<Record<string, string>> {
  return { accept, ...(body === undefined ? {} : { "content-type": contentType }) };
}

function send(
  url: URL,
  options: RequestOptions,
  exchange: Exchange,
  describeCaller: () => Caller,
): Promise<IncomingMessage> {
  const { method, body, signal, idleMilliseconds } = exchange;
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const start = url.protocol === "http:" ? http.request : request;
    let answer: IncomingMessage | undefined;
    const sent = start(url, { ...options, method, signal }, (response) => {
      answer = response;
      resolve(response);
    });
    // Node omits the length of a DELETE's body, so the API server would parse the body as the next request.
    if (text !== undefined) sent.setHeader("content-length", Buffer.byteLength(text));
    sent.setTimeout(idleMilliseconds, () => {
      // Of a request whose answer has begun, the reader of the answer would only hear "aborted".
      (answer ?? sent).destroy(new SilenceError(idleMilliseconds));
    });
    sent.once("socket", (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
    // `on`, not `once`: an error after the response began is reported to the body's reader, and must not be uncaught
    // here.
    sent.on("error", (error) => {
      reject(error.name === "AbortError" ? error : new ConnectionFailure(error, describeCaller(), sent.reusedSocket));
    });
    sent.end(text);
  });
}
