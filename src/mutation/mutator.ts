import type { PodRequest } from "../injection/decide.ts";
import type { Outcome } from "../injection/outcome.ts";

/** Decides about pods in a cluster, live or embedded, and answers what else admission asks about it. */
export interface Mutator {
  mutate(request: PodRequest, budgetMilliseconds: number): Outcome | Promise<Outcome>;
  /** Whether pods of the namespace are intercepted; `undefined` if unknown. */
  isOptedIn(namespace: string): boolean | undefined;
  /** Whether a claim exists; true if it cannot be known. */
  hasClaim(namespace: string, name: string): Promise<boolean>;
  /** What readiness waits for, one short phrase each. */
  waitingFor(): readonly string[];
  close(): Promise<void>;
}
