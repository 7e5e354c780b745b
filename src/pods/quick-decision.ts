import type { Mutation } from "../injection/mutate-pod.ts";
import { ExpansionBudget } from "../injection/pod/expansion-budget.ts";
import { type ContainerReader, readContainers } from "../injection/target/reading-cache.ts";
import { exceeds } from "../kubernetes/extent.ts";
import { type JsonObject, objectAt } from "../kubernetes/json.ts";

/**
 * A pod within these limits is decided in at most 5 ms, while its watch brings it. Pods of public recipes take less
 * than half of the steps.
 */
export const QUICK = { steps: 3000, expansion: 64 * 1024, characters: 64 * 1024 } as const;

/** Decides about a pod, or returns `later` if that may take long: then it waits for the turn of its namespace. */
export function mutateQuickly(pod: JsonObject, mutate: (reader: ContainerReader) => Mutation): Mutation | "later" {
  if (isLong(pod)) return "later";
  try {
    return mutate(QUICK_READER);
  } catch (error) {
    if (error instanceof TooLong) return "later";
    throw error;
  }
}

/** The managed fields and the status cost nothing. */
function isLong(pod: JsonObject): boolean {
  const metadata = objectAt(pod, "metadata");
  const read = [objectAt(metadata, "annotations"), objectAt(metadata, "labels"), objectAt(pod, "spec")];
  return exceeds(read, { size: QUICK.characters });
}

/** Ends a decision: the other containers would take their time, too. */
class TooLong extends Error {}

const QUICK_READER: ContainerReader = {
  read(containers) {
    const budget = new ExpansionBudget(QUICK);
    return containers.flatMap((container) => {
      const readings = readContainers([container], budget);
      if (budget.isSpent) throw new TooLong();
      return readings;
    });
  },
};
