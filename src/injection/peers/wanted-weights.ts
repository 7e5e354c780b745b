import type { ValidInstance } from "../../model-express/instance.ts";
import type { PeersSettings, Weights } from "../settings.ts";
import type { PodAnnotations } from "../target/annotations.ts";

/** The source of a pod's weights, and where it is configured. */
export interface WantedWeights {
  readonly weights: Weights;
  readonly statedBy: "pod" | "instance" | "configuration";
}

/** The rule: the pod's own annotation, else its instance, else the configuration. */
export function wantedWeights(
  { weights: own }: PodAnnotations,
  instance: ValidInstance | undefined,
  { weights }: Pick<PeersSettings, "weights">,
): WantedWeights {
  if (own !== undefined) return { weights: own, statedBy: "pod" };
  if (instance?.weights !== undefined) return { weights: instance.weights, statedBy: "instance" };
  return { weights, statedBy: "configuration" };
}
