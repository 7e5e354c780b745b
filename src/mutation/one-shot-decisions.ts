import { ApiFailure } from "../cluster/api/api-failure.ts";
import { describeFailure } from "../cluster/api/describe-failure.ts";
import { isAnswerable, type Question, questionKey, type ReadRequest, requestsFor } from "../cluster/live/question.ts";
import { SERVICE_WATCHES } from "../cluster/live/watched-resources.ts";
import { type DirectoryKind, MemoryDirectory } from "../cluster/memory-directory.ts";
import type { ObjectReader } from "../cluster/objects/object-reader.ts";
import { attempt, orElse } from "../cluster/objects/readable.ts";
import { readItems } from "../cluster/watch/watch-event.ts";
import type { PodRequest } from "../injection/decide.ts";
import { type Mutation, mutatePod } from "../injection/mutate-pod.ts";
import type { Settings } from "../injection/settings.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import { collectionPath, SERVICES } from "../kubernetes/resource-type.ts";
import { RecordingDirectory } from "./recording-directory.ts";

export interface OneShotOptions {
  readonly reader: ObjectReader;
  readonly settings: Settings;
  /** Questions for which all objects are included, so that a miss is an answer. */
  readonly complete?: ReadonlySet<Question["about"]>;
}

/**
 * Decides like the webhook, for a command that reads the cluster once: reads what a decision asks, each question
 * once, and decides again until nothing new is asked.
 */
export class OneShotDecisions {
  readonly #options: OneShotOptions;
  readonly #memory = new MemoryDirectory();
  readonly #answers = new Map<string, Promise<void>>();
  readonly #failures = new Map<string, string>();

  constructor(options: OneShotOptions) {
    this.#options = options;
  }

  /** What could not be read, one sentence each. Decisions were made without it. */
  get failures(): readonly string[] {
    return [...this.#failures].map(([question, why]) => `${question}: ${why}`);
  }

  /** Adds an object that was already read. */
  include(kind: DirectoryKind, object: JsonObject): void {
    this.#memory.set(kind, object);
  }

  /**
   * Reads the namespace's Services that can be instances. No decision asks for all of them, but where none serves a pod,
   * the others are named.
   */
  async includeInstances(namespace: string): Promise<void> {
    const path = collectionPath(SERVICES, namespace);
    const read = () => Promise.all(SERVICE_WATCHES.map((watch) => this.#options.reader.list({ ...watch, path })));
    for (const service of orElse(await attempt(read), []).flat()) this.include("Service", service);
  }

  async mutate(request: PodRequest): Promise<Mutation> {
    const awaited = new Set<string>();
    for (;;) {
      const recording = new RecordingDirectory(this.#memory);
      const mutation = mutatePod(request, recording, this.#options.settings);
      const questions = recording.misses.filter(
        (question) => !awaited.has(questionKey(question)) && this.#matters(question, request.namespace),
      );
      if (questions.length === 0) return mutation;
      for (const question of questions) awaited.add(questionKey(question));
      await Promise.all(questions.map((question) => this.#answer(question)));
    }
  }

  /** A pod can name any Service in its URL; an answer matters only in these namespaces. */
  #matters(question: Question, namespace: string): boolean {
    const { settings, complete } = this.#options;
    const namespaces = [namespace, ...settings.globalNamespaces];
    return namespaces.includes(question.namespace) && isAnswerable(question) && complete?.has(question.about) !== true;
  }

  #answer(question: Question): Promise<void> {
    const key = questionKey(question);
    const answer = this.#answers.get(key) ?? this.#read(question);
    this.#answers.set(key, answer);
    return answer;
  }

  async #read(question: Question): Promise<void> {
    try {
      await Promise.all(requestsFor(question).map((request) => this.#include(request)));
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      this.#failures.set(questionKey(question), describeFailure(error));
    }
  }

  async #include({ kind, path, olderPath }: ReadRequest): Promise<void> {
    const answer = await this.#options.reader.at(path);
    if (answer === undefined && olderPath !== undefined) return this.#include({ kind, path: olderPath });
    if (answer === undefined) return;
    for (const object of path.includes("?") ? readItems(answer) : [answer]) this.include(kind, object);
  }
}
