import type { Ranks } from "./ranks.ts";

/** One of the pods of a replica. */
export interface Node {
  readonly role: Role;
  readonly nodes: number;
  /** The leader's is 0. Of a pod that counts itself at run time, the first rank that it may have. */
  readonly rank: number;
  readonly ranks: Ranks;
  /** Whether vLLM uses its own processes instead of Ray. */
  readonly usesMultiprocessing: boolean;
}

/** A `memory-server` holds weights for the engines of its rank, in a pod of its own. */
export type Role = "main" | "leader" | "worker" | "memory-server";
