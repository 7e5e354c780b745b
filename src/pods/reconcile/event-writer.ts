import type { Logger } from "pino";
import { ApiFailure } from "../../cluster/api/api-failure.ts";
import { buildEvent, nameEvent, type Regarding } from "../../cluster/objects/event.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { EVENTS } from "../../kubernetes/resource-type.ts";
import type { Occurrence } from "../occurrence.ts";
import type { EventBudget } from "./event-budget.ts";
import { RecentValues } from "./recent-values.ts";

/** The result of writing an Event. `dropped`: the budget was spent; `failed`: the API server refused it. */
export const EVENT_RESULTS = ["written", "existed", "dropped", "failed"] as const;
export type EventResult = (typeof EVENT_RESULTS)[number];

export interface EventWriterOptions {
  readonly writer: ObjectWriter;
  readonly budget: EventBudget;
  /** Milliseconds since the epoch, by the API server's clock. */
  readonly now: () => number;
  readonly count: (result: EventResult) => void;
  readonly log: Logger;
}

/** The API server deletes an Event after an hour, so nothing is repeated before that. */
const REMEMBERED = { most: 20_000, lifetimeMilliseconds: 3_600_000 };

/** Writes each Event once, within the budget. */
export class EventWriter {
  readonly #options: EventWriterOptions;
  readonly #written = new RecentValues<true>(REMEMBERED);

  constructor(options: EventWriterOptions) {
    this.#options = options;
  }

  /**
   * Whether the budget allows reading a pod of the namespace, which counts like an Event. If not, one Event is
   * dropped.
   */
  mayLook(namespace: string): boolean {
    const { budget, now, count } = this.#options;
    if (budget.take(namespace, now())) return true;
    count("dropped");
    return false;
  }

  /** @throws if a retry can help: the API server is unreachable or overloaded */
  async write(regarding: Regarding, occurrence: Occurrence, key: string): Promise<void> {
    const { budget, now, count } = this.#options;
    const { namespace } = regarding;
    const { reason, message } = occurrence;
    const name = nameEvent(regarding, [reason, key]);
    const id = `${namespace}/${name}`;
    if (this.#written.get(id, now()) !== undefined) return;
    if (!budget.take(namespace, now())) return count("dropped");
    const event = buildEvent(regarding, { type: "Warning", reason, message }, { name, now: now() });
    count(await this.#create(namespace, event));
    this.#written.set(id, true, now());
  }

  async #create(namespace: string, event: object): Promise<EventResult> {
    const { writer, log } = this.#options;
    try {
      const created = await writer.create({ type: EVENTS, namespace, name: "" }, { ...event });
      return created === undefined ? "existed" : "written";
    } catch (error) {
      if (!isFinal(error)) throw error;
      log.debug({ namespace, err: error }, "the API server refused an Event");
      return "failed";
    }
  }
}

/** Whether a retry is pointless: a terminating namespace accepts nothing new, and an invalid Event stays invalid. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiFailure && error.status >= 400 && error.status < 500 && error.status !== 429;
}
