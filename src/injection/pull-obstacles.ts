import type { Place } from "./cache/places.ts";
import { findPassage } from "./mesh.ts";
import { PULL_NAME } from "./patch/pull-container.ts";
import { isPullOfOurs } from "./patch/variables.ts";
import type { Pod } from "./pod/pod.ts";

/** Whether a pod that needs models can have a pull. */
export function canPullInto(pod: Pod, place: Pick<Place, "source">): boolean {
  const passage = findPassage(pod, place);
  return !isPullNameTaken(pod) && (passage === undefined || passage.runAs !== undefined);
}

export function isPullNameTaken(pod: Pod): boolean {
  const existing = [...pod.initContainers, ...pod.containers].find(({ name }) => name === PULL_NAME);
  return existing !== undefined && !isPullOfOurs(existing);
}
