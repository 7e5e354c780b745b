import { setTimeout as sleep } from "node:timers/promises";
import type { LiveDirectory } from "../cluster/live/live-directory.ts";
import { type Question, questionKey } from "../cluster/live/question.ts";
import type { PodRequest } from "../injection/decide.ts";
import type { Settings } from "../injection/settings.ts";
import type { Directory } from "../model-express/directory.ts";
import { RecordingDirectory } from "./recording-directory.ts";

export interface LiveDecision<T> {
  readonly request: PodRequest;
  readonly directory: LiveDirectory;
  readonly settings: Settings;
  readonly mutate: (request: PodRequest, directory: Directory, settings: Settings) => T;
}

/** The fraction of the caller's time for reads. The rest is for the second decision and the response. */
const SHARE = 0.75;
/** Several rounds, because a found instance may name a claim, which is the next question. */
const MOST_ROUNDS = 3;

/**
 * Decides from the cache. If the cache lacks something, reads it from the API server within the caller's time and
 * decides again, so that an object created just before the pod is found. If the reads fail or are late, the first
 * decision stands.
 */
export function mutateWithReads<T>(live: LiveDecision<T>, budgetMilliseconds: number): T | Promise<T> {
  const first = attempt(live);
  if (first.questions.length === 0) return first.mutation;
  return afterReads(live, first, Math.min(budgetMilliseconds * SHARE, live.directory.mostWait));
}

interface Attempt<T> {
  readonly mutation: T;
  readonly questions: readonly Question[];
}

function attempt<T>({ request, directory, settings, mutate }: LiveDecision<T>): Attempt<T> {
  const recording = new RecordingDirectory(directory);
  const mutation = mutate(request, recording, settings);
  // A pod can name any Service in its URL; an answer matters only in these namespaces.
  const namespaces = [request.namespace, ...settings.globalNamespaces];
  const misses = recording.misses.filter(({ namespace }) => namespaces.includes(namespace));
  return { mutation, questions: directory.unanswered(misses) };
}

async function afterReads<T>(live: LiveDecision<T>, first: Attempt<T>, milliseconds: number): Promise<T> {
  const timeout = new AbortController();
  const late = sleep(milliseconds, "late", { signal: timeout.signal }).catch(() => "late");
  const asked = new Set<string>();
  let { mutation, questions } = first;
  try {
    for (let round = 0; round < MOST_ROUNDS && questions.length > 0; round++) {
      for (const question of questions) asked.add(questionKey(question));
      if ((await Promise.race([live.directory.read(questions), late])) === "late") break;
      ({ mutation, questions } = attempt(live));
      questions = questions.filter((question) => !asked.has(questionKey(question)));
    }
  } finally {
    timeout.abort();
  }
  return mutation;
}
