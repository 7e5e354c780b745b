import type { UsableFound } from "../model-express/search.ts";
import type { Trace } from "./decision.ts";
import type { Pod } from "./pod/pod.ts";
import type { PodAnnotations } from "./target/annotations.ts";
import type { Role } from "./target/role.ts";
import type { Target } from "./target/target.ts";

/** A pod that can be injected, with its annotations. */
export interface Candidate {
  readonly pod: Pod;
  readonly namespace: string;
  readonly role: Role;
  readonly annotations: PodAnnotations;
}

/** A candidate with its targets and its Model Express. */
export interface MatchedCandidate extends Candidate {
  readonly targets: readonly Target[];
  readonly found: UsableFound;
  readonly trace: Trace;
}
