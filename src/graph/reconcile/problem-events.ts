import { createHash } from "node:crypto";
import type { Logger } from "pino";
import type { ServerClock } from "../../cluster/api/server-clock.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { EVENTS } from "../../kubernetes/resource-type.ts";
import { GRAPH_KIND } from "../graph.ts";
import type { Owner } from "../instance-object.ts";

/** Why what a graph declares is not made. */
export const GRAPH_PROBLEMS = ["InvalidDeclaration", "NameTaken", "Refused"] as const;

export interface GraphProblem {
  readonly reason: (typeof GRAPH_PROBLEMS)[number];
  /** One sentence. */
  readonly message: string;
}

export interface ProblemReporterOptions {
  readonly writer: ObjectWriter;
  readonly clock: ServerClock;
  readonly log: Logger;
}

/** The API server forgets an Event after an hour: after half of that it is written again. */
const AGAIN_MS = 1_800_000;

interface Reported extends GraphProblem {
  /** By `performance.now()`. */
  readonly at: number;
}

/** Reports the problems of graphs: as an Event on the graph, which `kubectl describe` shows, and as a log line. */
export class ProblemReporter {
  readonly #options: ProblemReporterOptions;
  readonly #reported = new Map<string, Reported>();

  constructor(options: ProblemReporterOptions) {
    this.#options = options;
  }

  /** How many graphs have a problem of a kind. */
  count(reason: GraphProblem["reason"]): number {
    return [...this.#reported.values()].filter((reported) => reported.reason === reason).length;
  }

  forget(graph: string): void {
    this.#reported.delete(graph);
  }

  /** The milliseconds after which to report again, or `undefined` if there is nothing to report. */
  async report(graph: Owner, problem: GraphProblem | undefined): Promise<number | undefined> {
    const { log } = this.#options;
    const key = `${graph.namespace}/${graph.name}`;
    const reported = this.#reported.get(key);
    if (problem === undefined) {
      if (reported !== undefined) log.info({ graph: key }, "the graph's Model Express is as the graph says, again");
      this.forget(key);
      return undefined;
    }
    const isSame = reported?.message === problem.message;
    const age = performance.now() - (reported?.at ?? 0);
    if (isSame && age < AGAIN_MS) return AGAIN_MS - age;
    this.#reported.set(key, { ...problem, at: performance.now() });
    if (!isSame) log.warn({ graph: key, ...problem }, "the graph's Model Express is not as the graph says");
    await this.#writeEvent(graph, problem);
    return AGAIN_MS;
  }

  /** A failure to write the Event stops nothing else. */
  async #writeEvent(graph: Owner, problem: GraphProblem): Promise<void> {
    const { writer, clock, log } = this.#options;
    const event = eventOf(graph, problem, new Date(clock.now()));
    try {
      await writer.create({ type: EVENTS, namespace: graph.namespace, name: "" }, event);
    } catch (error) {
      log.debug({ graph: `${graph.namespace}/${graph.name}`, err: error }, "an Event could not be written");
    }
  }
}

/** The name is derived from the problem, so two controllers that report it at once write one Event. */
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
