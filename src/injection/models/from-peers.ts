import { isPeerFormat } from "../command/peer-formats.ts";
import type { Target } from "../target/target.ts";

/**
 * Whether a target fetches files through Model Express at run time: tokenizers, configuration, files that peers do
 * not have.
 */
export function fetchesAtRunTime(target: Target): boolean {
  const { isFrontend, detection } = target;
  if (detection.multinode === "rank") return true;
  return isFrontend || detection.needsNoWeights === true || isWrittenForPeers(target);
}

/** Whether the user's own arguments make the engine load from peers. */
export function isWrittenForPeers({ detection: { loadFormat = "" } }: Target): boolean {
  return isPeerFormat(loadFormat);
}
