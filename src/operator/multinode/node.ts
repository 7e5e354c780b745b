import type { Ranks } from "./ranks.ts";

/** One of the pods of a replica. */
export interface Node {
  readonly role: "main" | "leader" | "worker";
  readonly nodes: number;
  readonly ranks: Ranks;
  /** Whether vLLM uses its own processes instead of Ray. */
  readonly usesMultiprocessing: boolean;
}
