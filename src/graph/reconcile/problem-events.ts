import { createHash } from "node:crypto";
import type { Logger } from "pino";
import type { ServerClock } from "../../cluster/api/server-clock.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { GRAPH_KIND } from "../graph.ts";
import type { Owner } from "../instance-object.ts";

/** Why what a graph declares is not made. */
export const GRAPH_PROBLEMS = ["InvalidDeclaration", "NameTaken", "Refused"] as const;

export interface GraphProblem {
  readonly reason: (typeof GRAPH_PROBLEMS)[number];
  /** One sentence. */
  readonly message: string;
}

export interface ProblemTellerOptions {
  readonly writer: ObjectWriter;
  readonly clock: ServerClock;
  readonly log: Logger;
}

const EVENTS = { apiVersion: "v1", plural: "events" };
/** The API server forgets an Event after an hour: until then it is told again. */
const AGAIN_MS = 1_800_000;

interface Told extends GraphProblem {
  /** By `performance.now()`. */
  readonly at: number;
}

/** Tells of the problems of graphs by an Event of the graph, which `kubectl describe` shows, and a line in the log. */
export class ProblemTeller {
  readonly #options: ProblemTellerOptions;
  readonly #told = new Map<string, Told>();

  constructor(options: ProblemTellerOptions) {
    this.#options = options;
  }

  /** How many graphs have a problem of a kind. */
  count(reason: GraphProblem["reason"]): number {
    return [...this.#told.values()].filter((told) => told.reason === reason).length;
  }

  forget(graph: string): void {
    this.#told.delete(graph);
  }

  /** The milliseconds after which it is to be told again, or `undefined` when there is nothing to tell. */
  async tell(graph: Owner, problem: GraphProblem | undefined): Promise<number | undefined> {
    const { log } = this.#options;
    const key = `${graph.namespace}/${graph.name}`;
    const told = this.#told.get(key);
    if (problem === undefined) {
      if (told !== undefined) log.info({ graph: key }, "the graph's Model Express is as the graph says, again");
      this.forget(key);
      return undefined;
    }
    const isSame = told?.message === problem.message;
    const age = performance.now() - (told?.at ?? 0);
    if (isSame && age < AGAIN_MS) return AGAIN_MS - age;
    this.#told.set(key, { ...problem, at: performance.now() });
    if (!isSame) log.warn({ graph: key, ...problem }, "the graph's Model Express is not as the graph says");
    await this.#record(graph, problem);
    return AGAIN_MS;
  }

  /** That it cannot be told keeps nothing from being done. */
  async #record(graph: Owner, problem: GraphProblem): Promise<void> {
    const { writer, clock, log } = this.#options;
    const event = eventOf(graph, problem, new Date(clock.now()));
    try {
      await writer.create({ type: EVENTS, namespace: graph.namespace, name: "" }, event);
    } catch (error) {
      log.debug({ graph: `${graph.namespace}/${graph.name}`, err: error }, "an Event could not be written");
    }
  }
}

/** Its name makes one Event of what two controllers tell at once. */
function eventOf(owner: Owner, { reason, message }: GraphProblem, now: Date): JsonObject {
  const { namespace, name, uid, apiVersion } = owner;
  const time = now.toISOString().replace(/\.\d+/, "");
  const digest = createHash("sha256")
    .update(`${uid} ${message} ${Math.floor(now.getTime() / AGAIN_MS)}`)
    .digest("hex");
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace, name: `${name.slice(0, 200)}.${digest.slice(0, 16)}` },
    involvedObject: { apiVersion, kind: GRAPH_KIND, namespace, name, uid },
    type: "Warning",
    reason: reason === "InvalidDeclaration" ? "InvalidModelExpress" : `ModelExpress${reason}`,
    message: message.slice(0, 1000),
    source: { component: "model-express-injector" },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}
