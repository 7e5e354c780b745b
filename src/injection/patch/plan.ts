import type { JsonObject } from "../../kubernetes/json.ts";
import { GATE, GATED_LABEL } from "../../model-express/keys.ts";
import { PULL_NAME } from "../../model-express/pull-container.ts";
import type { ContainerDecision, InjectDecision } from "../decision.ts";
import type { Insertion } from "../peers/container-peers.ts";
import type { Container } from "../pod/pod.ts";
import type { Settings } from "../settings.ts";
import { STATUS_ANNOTATION } from "../target/annotation-keys.ts";
import { pullIndex } from "./order.ts";
import { peersMembers, portAnnotations } from "./peers.ts";
import { buildPullContainer } from "./pull-container.ts";
import { buildScriptVolume } from "./script-volume.ts";
import { formatStatus } from "./status.ts";
import { buildTargetVariables, FOR_OFFLINE, missingModels } from "./variables.ts";
import { evictionAnnotations, injectedVolumes, mountObject, tokenMounts } from "./volumes.ts";

/** The desired parts of the pod. The patch adds the missing ones. */
export interface Plan {
  readonly containers: readonly ContainerPlan[];
  readonly volumes: readonly JsonObject[];
  readonly imagePullSecrets: readonly JsonObject[];
  readonly schedulingGates: readonly JsonObject[];
  readonly labels: Readonly<Record<string, string>>;
  /** A new init container, and its index. */
  readonly initContainer: { readonly index: number; readonly container: JsonObject } | undefined;
  /** By key. Existing annotations stay, except for the status. */
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ContainerPlan {
  readonly container: Container;
  readonly env: readonly JsonObject[];
  readonly mounts: readonly JsonObject[];
  /** Further members for it, where it has none of its own. */
  readonly members: JsonObject;
  /** Words to insert into its command. */
  readonly insertions: readonly Insertion[];
}

/** Converts a decision to Kubernetes objects. */
export function planInjection(decision: InjectDecision, settings: Settings): Plan {
  const { pod } = decision;
  const existing = pod.initContainers.find(({ name }) => name === PULL_NAME);
  const containers = decision.containers.map((container) => containerPlan(container, decision));
  return {
    containers: existing === undefined ? containers : [...containers, ...moreModels(existing, decision)],
    volumes: [...injectedVolumes(decision), ...(existing === undefined ? scriptVolumes(decision) : [])],
    imagePullSecrets: (decision.pull?.imagePullSecrets ?? []).map((name) => ({ name })),
    schedulingGates: decision.gate === undefined ? [] : [{ name: GATE }],
    labels: decision.gate === undefined ? {} : { [GATED_LABEL]: "true" },
    initContainer: existing === undefined ? newPull(decision, settings) : undefined,
    annotations: {
      ...evictionAnnotations(decision),
      ...portAnnotations(decision),
      [STATUS_ANNOTATION]: formatStatus(decision, settings),
    },
  };
}

function scriptVolumes({ pull }: InjectDecision): readonly JsonObject[] {
  return pull?.mounted === undefined ? [] : [buildScriptVolume(pull.mounted)];
}

function newPull(decision: InjectDecision, settings: Settings): Plan["initContainer"] {
  const { pod, pull, containers } = decision;
  if (pull === undefined) return undefined;
  const targets = containers.map(({ target }) => target.container);
  const surroundings = { initContainers: pod.initContainers, targets, volumeName: pull.cache.mount.name };
  return { index: pullIndex(surroundings), container: buildPullContainer(pull, decision, settings.pull) };
}

/** Adds the models of a container that another webhook added after our first call. */
function moreModels(existing: Container, { pull }: InjectDecision): readonly ContainerPlan[] {
  if (pull === undefined) return [];
  const env = [...missingModels(existing, pull.models), ...(pull.isForOffline ? [FOR_OFFLINE] : [])];
  return [{ container: existing, env, mounts: [], members: {}, insertions: [] }];
}

function containerPlan(container: ContainerDecision, { mode, found }: InjectDecision): ContainerPlan {
  const { cache, target } = container;
  return {
    container: target.container,
    env: buildTargetVariables(container, mode),
    mounts: [
      ...(cache?.isMountNew === true ? [mountObject(cache.mount)] : []),
      ...(cache === undefined ? [] : tokenMounts(found.instance, target.container.mounts)),
    ],
    members: peersMembers(container),
    insertions: container.peers?.insertions ?? [],
  };
}
