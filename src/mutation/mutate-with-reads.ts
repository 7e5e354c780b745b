import { setTimeout as sleep } from "node:timers/promises";
import type { LiveDirectory } from "../cluster/live/live-directory.ts";
import { type Question, questionKey } from "../cluster/live/question.ts";
import type { PodRequest } from "../injection/decide.ts";
import { type Mutation, mutatePod } from "../injection/mutate-pod.ts";
import type { Settings } from "../injection/settings.ts";
import { RecordingDirectory } from "./recording-directory.ts";

export interface LiveDecision {
  readonly request: PodRequest;
  readonly directory: LiveDirectory;
  readonly settings: Settings;
}

/** Part of the caller's time that may go into reading; the rest is for deciding again, and for the way back. */
const SHARE = 0.75;
/** An instance that is found may name a claim, which is the next question. */
const MOST_ROUNDS = 3;

/**
 * Decides from memory. Only if that lacks something, it is read from the API server, once and within the caller's time,
 * and the pod is decided about again: what was created a moment before the pod is found. When the reads come too late or
 * fail, the decision is the one that memory gave.
 */
export function mutateWithReads(it: LiveDecision, budgetMilliseconds: number): Mutation | Promise<Mutation> {
  const first = attempt(it);
  if (first.questions.length === 0) return first.mutation;
  return afterReads(it, first, Math.min(budgetMilliseconds * SHARE, it.directory.mostWait));
}

interface Attempt {
  readonly mutation: Mutation;
  readonly questions: readonly Question[];
}

function attempt({ request, directory, settings }: LiveDecision): Attempt {
  const recording = new RecordingDirectory(directory);
  const mutation = mutatePod(request, recording, settings);
  // A pod can name any Service in its URL; only in these namespaces would an answer count.
  const namespaces = [request.namespace, ...settings.globalNamespaces];
  const misses = recording.misses.filter(({ namespace }) => namespaces.includes(namespace));
  return { mutation, questions: directory.unanswered(misses) };
}

async function afterReads(it: LiveDecision, first: Attempt, milliseconds: number): Promise<Mutation> {
  const timeout = new AbortController();
  const late = sleep(milliseconds, "late", { signal: timeout.signal }).catch(() => "late");
  const asked = new Set<string>();
  let { mutation, questions } = first;
  try {
    for (let round = 0; round < MOST_ROUNDS && questions.length > 0; round++) {
      for (const question of questions) asked.add(questionKey(question));
      if ((await Promise.race([it.directory.read(questions), late])) === "late") break;
      ({ mutation, questions } = attempt(it));
      questions = questions.filter((question) => !asked.has(questionKey(question)));
    }
  } finally {
    timeout.abort();
  }
  return mutation;
}
