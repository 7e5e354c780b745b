import type { Target } from "../target/target.ts";

/**
 * `--load-format` values that make an engine load its weights from serving peers. With `gms`, the first engine reads
 * the disk.
 */
const PEER_FORMATS = new Set(["modelexpress", "mx"]);

/**
 * Whether a target fetches files through Model Express at run time: tokenizers, configuration, files that peers do
 * not have.
 */
export function fetchesAtRunTime({ isFrontend, detection }: Target): boolean {
  if (detection.multinode === "rank") return true;
  return isFrontend || detection.needsNoWeights === true || isFormatOfPeers(detection);
}

/** Whether the user's own arguments make the engine load from peers. */
export function isWrittenForPeers({ detection }: Target): boolean {
  return isFormatOfPeers(detection);
}

function isFormatOfPeers({ loadFormat = "" }: Target["detection"]): boolean {
  return PEER_FORMATS.has(loadFormat);
}
