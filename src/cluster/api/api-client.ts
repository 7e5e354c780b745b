import type { IncomingMessage } from "node:http";
import type { JsonObject } from "../../kubernetes/json.ts";
import { abortable } from "./abortable.ts";
import type { ApiAccess } from "./api-access.ts";
import { ApiFailure } from "./api-failure.ts";
import { readBytes } from "./body.ts";
import type { Caller } from "./caller.ts";
import { ConnectionFailure } from "./connection-failure.ts";
import { ConnectionPool } from "./connection-pool.ts";
import type { Exchange, Reading, Writing } from "./exchange.ts";
import { describeExpiry } from "./expired-credentials.ts";
import { parseObject, readFailure } from "./read-answer.ts";
import { sendRequest } from "./send-request.ts";
import { ServerClock } from "./server-clock.ts";

/** 500 Services of a large cluster take 2 MB. After a larger page a watch halves its page size. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The API server answers a write at once, or within its own limit of 60 s. */
const WRITE_IDLE_MS = 65_000;

/** HTTP client of the API server, with pooled connections and current credentials. */
export class ApiClient {
  /** The API server's time. */
  readonly clock = new ServerClock();
  readonly #access: ApiAccess;
  readonly #userAgent: string;
  readonly #connections = new ConnectionPool();

  constructor(access: ApiAccess, userAgent: string) {
    this.#access = access;
    this.#userAgent = userAgent;
  }

  /** Gets one object or list. */
  async get(path: string, reading: Reading): Promise<JsonObject> {
    return this.#readObject({ method: "GET", path, ...reading });
  }

  /** Gets an object or list as bytes, for objects that tenants can make large. */
  async getBytes(path: string, reading: Reading): Promise<Buffer> {
    return this.#readWhole({ method: "GET", path, ...reading });
  }

  /** Returns the object after the change, or the `Status` of a deletion. */
  async write({ signal, ...change }: Writing): Promise<JsonObject> {
    const reading: Reading = { signal, idleMilliseconds: WRITE_IDLE_MS, connections: "reads" };
    return this.#readObject({ ...change, ...reading });
  }

  /** Opens a streaming body. Each watch has its own connection. */
  stream(path: string, reading: Reading): Promise<IncomingMessage> {
    return this.#openOrRetry({ method: "GET", path, ...reading });
  }

  close(): void {
    this.#connections.close();
  }

  async #readObject(exchange: Exchange): Promise<JsonObject> {
    return parseObject(await this.#readWhole(exchange));
  }

  async #readWhole(exchange: Exchange): Promise<Buffer> {
    const response = await this.#openOrRetry(exchange);
    try {
      return await readBytes(response, MOST_BYTES);
    } catch (error) {
      // Node reports a body that was aborted as a reset connection.
      exchange.signal.throwIfAborted();
      throw error;
    }
  }

  /** Retries once with new credentials after a 401, and after a connection that the server closed just then. */
  async #openOrRetry(exchange: Exchange): Promise<IncomingMessage> {
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
    const agent = options.agent ?? this.#connections.agentFor(url.protocol, exchange.connections);
    const describeCaller = (): Caller => {
      return { server: server.origin, proxy, user, expiry: describeExpiry(options, this.clock.now()) };
    };
    const response = await sendRequest({ url, options: { ...options, headers, agent }, describeCaller }, exchange);
    this.clock.observe(response.headers.date);
    const { statusCode = 0 } = response;
    if (statusCode >= 200 && statusCode <= 299) return response;
    const failure = await readFailure(response, exchange.path);
    throw statusCode === 401 ? failure.withCaller(describeCaller()) : failure;
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
