import type { Logger } from "pino";
import type { ApiClient } from "../api/api-client.ts";
import { ApiFailure } from "../api/api-failure.ts";
import { ListPage } from "../watch/list-page.ts";
import { readWatched } from "../watch/watched-object.ts";
import { isAnswerable, type Question, questionKey, type ReadRequest, requestsFor } from "./question.ts";
import type { KindOfObject, RecentReads } from "./recent-reads.ts";
import type { LiveTiming } from "./timing.ts";

export type ReadOutcome = "found" | "absent" | "failed";

export interface LiveReadsOptions {
  readonly client: ApiClient;
  readonly recent: RecentReads;
  readonly timing: LiveTiming;
  readonly log: Logger;
  readonly count: (outcome: ReadOutcome) => void;
}

/**
 * Asks the API server what the cache cannot answer. Joins equal questions in flight, and does not repeat one shortly
 * after it found nothing.
 */
export class LiveReads {
  readonly #options: LiveReadsOptions;
  readonly #closing = new AbortController();
  readonly #inFlight = new Map<string, Promise<void>>();

  constructor(options: LiveReadsOptions) {
    this.#options = options;
  }

  /** The questions that a read could answer, except those that a recent read could not answer. */
  unanswered(questions: readonly Question[]): readonly Question[] {
    if (questions.length === 0) return questions;
    return questions.filter((question) => isAnswerable(question) && !this.#options.recent.isAbsent(question));
  }

  /** Reads the answer into the cache. Never rejects: a failed read has no answer. */
  answer(question: Question): Promise<void> {
    const key = questionKey(question);
    const running = this.#inFlight.get(key);
    if (running !== undefined) return running;
    const reading = this.#read(question).finally(() => this.#inFlight.delete(key));
    this.#inFlight.set(key, reading);
    return reading;
  }

  close(): void {
    this.#closing.abort();
    this.#options.recent.clear();
  }

  async #read(question: Question): Promise<void> {
    const { recent, timing, log, count } = this.#options;
    const read = recent.begin();
    let outcome: ReadOutcome = "failed";
    try {
      const objects = (await Promise.all(requestsFor(question).map((request) => this.#objects(request)))).flat();
      for (const object of objects) recent.rememberFound(read, object, timing.foundFor);
      outcome = objects.length === 0 ? "absent" : "found";
    } catch (error) {
      log.warn({ question: questionKey(question), err: error }, "live read failed; deciding from the cache");
    } finally {
      recent.end(read);
    }
    if (outcome !== "found") recent.rememberAbsent(question, timing.absentFor);
    count(outcome);
  }

  async #objects({ kind, path, olderPath }: ReadRequest): Promise<readonly KindOfObject[]> {
    const { client, timing } = this.#options;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timing.readTimeout)]);
    const reading = { signal, idleMilliseconds: timing.readTimeout, connections: "reads" } as const;
    const answer = await client.getBytes(path, reading).catch(ifAbsent);
    if (answer === undefined) return olderPath === undefined ? [] : this.#objects({ kind, path: olderPath });
    if (!path.includes("?")) return [{ kind, ...readWatched(answer) }];
    const objects: KindOfObject[] = [];
    for await (const object of new ListPage(answer).items()) objects.push({ kind, ...object });
    return objects;
  }
}

function ifAbsent(error: unknown): undefined {
  if (error instanceof ApiFailure && error.status === 404) return undefined;
  throw error;
}
