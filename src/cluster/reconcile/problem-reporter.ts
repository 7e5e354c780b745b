import type { Logger } from "pino";
import { toKey } from "../../kubernetes/object-key.ts";
import { plain } from "../../kubernetes/quoted.ts";
import { EVENTS } from "../../kubernetes/resource-type.ts";
import type { ServerClock } from "../api/server-clock.ts";
import { buildEvent, nameEvent, type Regarding } from "../objects/event.ts";
import type { ObjectWriter } from "../objects/object-writer.ts";

export interface ReportedProblem<Reason extends string> {
  readonly reason: Reason;
  /** One sentence. */
  readonly message: string;
}

export interface ProblemReporterOptions<Reason extends string> {
  readonly writer: ObjectWriter;
  readonly clock: ServerClock;
  readonly log: Logger;
  /** The field of the log with the object's key, such as `graph`. */
  readonly logField: string;
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
  async report(regarding: Regarding, problem: ReportedProblem<Reason> | undefined): Promise<number | undefined> {
    const { log, logField, messages } = this.#options;
    const key = toKey(regarding);
    const reported = this.#reported.get(key);
    if (problem === undefined) {
      if (reported !== undefined) log.info({ [logField]: key }, messages.solved);
      this.forget(key);
      return undefined;
    }
    const isSame = reported?.message === problem.message;
    const age = performance.now() - (reported?.at ?? 0);
    if (isSame && age < AGAIN_MS) return AGAIN_MS - age;
    this.#reported.set(key, { ...problem, at: performance.now() });
    const message = plain(problem.message, MOST_MESSAGE);
    if (!isSame) log.warn({ [logField]: key, reason: problem.reason, message }, messages.problem);
    await this.#writeEvent(regarding, { ...problem, message });
    return AGAIN_MS;
  }

  /** A failure to write the Event must not stop the reconciliation. */
  async #writeEvent(regarding: Regarding, { reason, message }: ReportedProblem<Reason>): Promise<void> {
    const { writer, clock, log, eventReason } = this.#options;
    const now = clock.now();
    // Two controllers that report a problem at once create one Event, and a new one after half an hour.
    const name = nameEvent(regarding, [message, Math.floor(now / AGAIN_MS)]);
    const event = buildEvent(regarding, { type: "Warning", reason: eventReason(reason), message }, { name, now });
    const { namespace } = regarding;
    try {
      await writer.create({ type: EVENTS, namespace, name: "" }, event);
    } catch (error) {
      log.debug({ object: toKey(regarding), err: error }, "writing an Event failed");
    }
  }
}
