import { textAt } from "../../kubernetes/json.ts";
import type { ComponentName, Directory } from "../../model-express/directory.ts";
import { DYNAMO } from "../../model-express/keys.ts";
import type { Pod } from "../pod/pod.ts";
import { isMalformed, readPod } from "../pod/read-pod.ts";
import type { PodAnnotations } from "./annotations.ts";
import type { Role } from "./role.ts";
import { findTargets, type Target } from "./target.ts";

/** A pod with targets that may be ranks. */
export interface RankFacts {
  readonly pod: Pod;
  readonly namespace: string;
  readonly role: Role;
  readonly annotations: PodAnnotations;
}

/** A component has one leader, but manifests may contain any number of its pods. */
const MOST_PODS = 4;

/**
 * Gives ranks without a model the models of their leader's command: they load the same ones, from their own cache.
 * The leader is found in the graph of the pod's labels.
 */
export function followLeader(
  targets: readonly Target[],
  facts: RankFacts,
  directory: Pick<Directory, "listPods">,
): readonly Target[] {
  const component = findComponent(facts);
  if (component === undefined || !targets.some(isRank)) return targets;
  const leader = findLeader(directory.listPods(component) ?? [], facts);
  return leader === undefined ? targets : targets.map((target) => (isRank(target) ? follow(target, leader) : target));
}

function isRank({ detection }: Target): boolean {
  return detection.multinode === "rank";
}

function findComponent({ pod: { labels }, namespace }: RankFacts): ComponentName | undefined {
  const [graph, component] = [textAt(labels, DYNAMO.graph), textAt(labels, DYNAMO.component)];
  return graph === undefined || component === undefined ? undefined : { namespace, graph, component };
}

function findLeader(pods: readonly unknown[], { role, annotations }: RankFacts): Target | undefined {
  for (const raw of pods.slice(0, MOST_PODS)) {
    const pod = readPod(raw);
    const targets = isMalformed(pod) ? [] : findTargets({ pod, role, annotations });
    const leader = targets.find(({ detection }) => detection.multinode === "ray" || detection.multinode === "mpirun");
    if (leader !== undefined) return leader;
  }
  return undefined;
}

/** Keeps the rank's own location, variables and address, and takes the leader's models. */
function follow(rank: Target, { detection, otherHub }: Target): Target {
  const { startsEngine, isKnownEngine } = rank.detection;
  return {
    ...rank,
    detection: { ...detection, startsEngine, isKnownEngine, multinode: "rank" },
    otherHub: rank.otherHub ?? otherHub,
  };
}
