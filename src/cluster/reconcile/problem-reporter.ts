import { createHash } from "node:crypto";
import type { Logger } from "pino";
import type { JsonObject } from "../../kubernetes/json.ts";
import { plain } from "../../kubernetes/quoted.ts";
import { EVENTS } from "../../kubernetes/resource-type.ts";
import type { ServerClock } from "../api/server-clock.ts";
import type { ObjectWriter } from "../objects/object-writer.ts";

/** The object that a problem is about. */
export interface Subject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface ReportedProblem<Reason extends string> {
  readonly reason: Reason;
  /** One sentence. */
  readonly message: string;
}

export interface ProblemReporterOptions<Reason extends string> {
  readonly writer: ObjectWriter;
  readonly clock: ServerClock;
  readonly log: Logger;
  /** The field name of the object in the log, such as `graph`. */
  readonly subject: string;
  /** The log messages for a problem and for its end. */
  readonly messages: { readonly problem: string; readonly solved: string };
  readonly eventReason: (reason: Reason) => string;
}

/** The API server deletes an Event after an hour, so it is written again after half of that. */
const AGAIN_MS = 1_800_000;
/** The API server accepts 1,024 characters. */
const MOST_MESSAGE = 1000;

interface Reported<Reason extends string> extends ReportedProblem<Reason> {
  /** By `performance.now()`. */
  readonly at: number;
}

/** Reports problems of objects as an Event on the object, which `kubectl describe` shows, and as a log line. */
export class ProblemReporter<Reason extends string> {
  readonly #options: ProblemReporterOptions<Reason>;
  readonly #reported = new Map<string, Reported<Reason>>();

  constructor(options: ProblemReporterOptions<Reason>) {
    this.#options = options;
  }

  /** The number of objects with this problem. */
  count(reason: Reason): number {
    return [...this.#reported.values()].filter((reported) => reported.reason === reason).length;
  }

  forget(key: string): void {
    this.#reported.delete(key);
  }

  /** Returns the milliseconds after which to report again, or `undefined` if there is no problem. */
  async report(subject: Subject, problem: ReportedProblem<Reason> | undefined): Promise<number | undefined> {
    const { log, messages } = this.#options;
    const key = `${subject.namespace}/${subject.name}`;
    const reported = this.#reported.get(key);
    if (problem === undefined) {
      if (reported !== undefined) log.info({ [this.#options.subject]: key }, messages.solved);
      this.forget(key);
      return undefined;
    }
    const isSame = reported?.message === problem.message;
    const age = performance.now() - (reported?.at ?? 0);
    if (isSame && age < AGAIN_MS) return AGAIN_MS - age;
    this.#reported.set(key, { ...problem, at: performance.now() });
    const message = plain(problem.message, MOST_MESSAGE);
    if (!isSame) log.warn({ [this.#options.subject]: key, reason: problem.reason, message }, messages.problem);
    await this.#writeEvent(subject, { ...problem, message });
    return AGAIN_MS;
  }

  /** A failure to write the Event must not stop the reconciliation. */
  async #writeEvent(subject: Subject, { reason, message }: ReportedProblem<Reason>): Promise<void> {
    const { writer, clock, log, eventReason } = this.#options;
    const event = buildEvent(subject, { reason: eventReason(reason), message }, new Date(clock.now()));
    try {
      await writer.create({ type: EVENTS, namespace: subject.namespace, name: "" }, event);
    } catch (error) {
      log.debug({ object: `${subject.namespace}/${subject.name}`, err: error }, "writing an Event failed");
    }
  }
}

/** The name is derived from the problem, so two controllers that report it at once create one Event. */
function buildEvent(subject: Subject, { reason, message }: ReportedProblem<string>, now: Date): JsonObject {
  const { namespace, name, uid, apiVersion, kind } = subject;
  const time = now.toISOString().replace(/\.\d+/, "");
  const digest = createHash("sha256")
    .update(`${uid} ${message} ${Math.floor(now.getTime() / AGAIN_MS)}`)
    .digest("hex");
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace, name: `${name.slice(0, 200)}.${digest.slice(0, 16)}` },
    involvedObject: { apiVersion, kind, namespace, name, uid },
    type: "Warning",
    reason,
    message,
    source: { component: "model-express-injector" },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}
