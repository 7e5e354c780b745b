import { PULL_NAME } from "../model-express/pull-container.ts";
import type { Place } from "./cache/places.ts";
import { findMeshPassage, type Obstacle, type Passage } from "./mesh.ts";
import { isPullOfOurs } from "./patch/variables.ts";
import type { Pod } from "./pod/pod.ts";

/** The way of a pull to Model Express and into the cache, or why a pod that needs models has no pull. */
export function findPullPassage(pod: Pod, place: Pick<Place, "source">): Passage | Obstacle {
  return isPullNameTaken(pod) ? NAME_TAKEN : findMeshPassage(pod, place);
}

function isPullNameTaken(pod: Pod): boolean {
  const existing = [...pod.initContainers, ...pod.containers].find(({ name }) => name === PULL_NAME);
  return existing !== undefined && !isPullOfOurs(existing);
}

const NAME_TAKEN: Obstacle = {
  obstacle: {
    code: "NameTaken",
    detail: `container ${PULL_NAME} is the pod's own, so nothing is pulled; rename it`,
  },
};
