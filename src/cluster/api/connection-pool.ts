import type { Agent as PlainAgent } from "node:http";
import { Agent } from "node:https";
import type { Reading } from "./exchange.ts";
import { plainHttp } from "./plain-http.ts";

/** Below the 90 s after which the API server closes an idle connection. */
const UNUSED_MS = 30_000;
/** Further reads queue, so that a burst of different pods does not open as many connections. */
const MOST_CONNECTIONS = 16;

/** The connections that are kept open between requests. */
export class ConnectionPool {
  readonly #agents = new Map<string, Agent | PlainAgent>();

  agentFor(protocol: string, connections: Reading["connections"]): Agent | PlainAgent {
    const key = `${protocol}${connections}`;
    const limits = connections === "reads" ? { maxSockets: MOST_CONNECTIONS } : {};
    const options = { keepAlive: true, timeout: UNUSED_MS, ...limits };
    const agent = this.#agents.get(key) ?? (protocol === "http:" ? new plainHttp.Agent(options) : new Agent(options));
    this.#agents.set(key, agent);
    return agent;
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }
}
