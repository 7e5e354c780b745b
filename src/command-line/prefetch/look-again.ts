import { describeFailure } from "../../cluster/api/describe-failure.ts";
import { isPassing } from "../../cluster/api/is-passing.ts";
import { EXIT, Failure } from "../failure.ts";

/** Looks in a row without an answer after which the wait ends: with the pauses at least five minutes. */
const MOST_FAILED_LOOKS = 60;

export interface Looking<T> {
  readonly look: () => Promise<T>;
  /** Waits before the next look. */
  readonly pause: () => Promise<void>;
  /** Called once, at the first of several failures in a row. */
  readonly report: (sentence: string) => void;
}

/**
 * Looks until there is an answer, because an API server that restarts does not stop what is waited for.
 *
 * @throws any failure that does not pass by itself, and a {@link Failure} after {@link MOST_FAILED_LOOKS}
 */
export async function lookAgain<T>({ look, pause, report }: Looking<T>): Promise<T> {
  for (let failed = 0; ; failed += 1) {
    try {
      return await look();
    } catch (error) {
      if (!isPassing(error)) throw error;
      const sentence = describeFailure(error);
      if (failed + 1 === MOST_FAILED_LOOKS) throw gaveUp(sentence, error);
      if (failed === 0) report(sentence);
      await pause();
    }
  }
}

function gaveUp(sentence: string, cause: unknown): Failure {
  const text = `${sentence}; it gave no answer ${MOST_FAILED_LOOKS} times: when it does, the command models shows the model`;
  return new Failure(text, EXIT.failed, cause);
}
