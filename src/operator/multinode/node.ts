import type { Ranks } from "./ranks.ts";

/** One of the pods that serve one replica together, or the only one. */
export interface Node {
  readonly role: "main" | "leader" | "worker";
  readonly nodes: number;
  readonly ranks: Ranks;
  /** vLLM's own processes, not Ray. */
  readonly usesMultiprocessing: boolean;
}
