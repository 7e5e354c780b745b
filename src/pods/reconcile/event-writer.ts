import type { Logger } from "pino";
import { ApiFailure } from "../../cluster/api/api-failure.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { EVENTS } from "../../kubernetes/resource-type.ts";
import { eventName, eventOf } from "../event-object.ts";
import type { Occurrence } from "../occurrence.ts";
import type { Regarding } from "../regarding.ts";
import type { EventBudget } from "./event-budget.ts";
import { RecentValues } from "./recent-values.ts";

/** What became of an Event; `dropped`: the budget was spent, `failed`: the API server refused it. */
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

/** The API server forgets an Event after an hour, so there is nothing to repeat before that. */
const REMEMBERED = { most: 20_000, lifetimeMilliseconds: 3_600_000 };

/** Writes each Event once, and no more than the budget allows. */
export class EventWriter {
  readonly #options: EventWriterOptions;
  readonly #written = new RecentValues<true>(REMEMBERED);

  constructor(options: EventWriterOptions) {
    this.#options = options;
  }

  /** Whether the budget has room to read a pod of the namespace, which counts as much as an Event; if not, one is dropped. */
  mayLook(namespace: string): boolean {
    const { budget, now, count } = this.#options;
    if (budget.take(namespace, now())) return true;
    count("dropped");
    return false;
  }

  /** @throws what makes it worth another attempt: the API server cannot be reached, or is overloaded */
  async write(regarding: Regarding, occurrence: Occurrence, key: string): Promise<void> {
    const { budget, now, count } = this.#options;
    const { namespace } = regarding;
    const name = eventName(regarding, occurrence, key);
    const id = `${namespace}/${name}`;
    if (this.#written.get(id, now()) !== undefined) return;
    if (!budget.take(namespace, now())) return count("dropped");
    const event = eventOf(regarding, occurrence, { name, now: now() });
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
      log.debug({ namespace, err: error }, "an Event was refused");
      return "failed";
    }
  }
}

/** A namespace that ends takes nothing new, and what is invalid stays so. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiFailure && error.status >= 400 && error.status < 500 && error.status !== 429;
}
