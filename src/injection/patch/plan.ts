import type { JsonObject } from "../../kubernetes/json.ts";
import type { Instance } from "../../model-express/instance.ts";
import type { ContainerDecision, InjectDecision } from "../decision.ts";
import type { Container } from "../pod/pod.ts";
import type { Settings } from "../settings.ts";
import { ADDRESS_VARIABLES } from "../target/own-address.ts";
import {
  missingModels,
  mountObject,
  PULL_NAME,
  pullContainer,
  pullIndex,
  tokenMount,
  tokenVolume,
} from "./pull-container.ts";
import { statusOf } from "./status.ts";

/** What the pod has to have; the patch adds what of it is missing. */
export interface Plan {
  readonly containers: readonly ContainerPlan[];
  readonly volumes: readonly JsonObject[];
  readonly imagePullSecrets: readonly JsonObject[];
  /** A new init container, and its place among the pod's own. */
  readonly initContainer: { readonly index: number; readonly container: JsonObject } | undefined;
  /** The value of the status annotation. */
  readonly status: string;
}

export interface ContainerPlan {
  readonly pointer: string;
  readonly env: readonly JsonObject[];
  readonly mounts: readonly JsonObject[];
}

/** Turns a decision into Kubernetes objects. */
export function planInjection(decision: InjectDecision, settings: Settings): Plan {
  const { pod } = decision;
  const { instance } = decision.found;
  const existing = pod.initContainers.find(({ name }) => name === PULL_NAME);
  const containers = decision.containers.map((container) => containerPlan(container, decision, instance));
  return {
    containers: existing === undefined ? containers : [...containers, ...moreModels(existing, decision)],
    volumes: volumesOf(decision, instance),
    imagePullSecrets: decision.pull === undefined ? [] : settings.pull.imagePullSecrets.map((name) => ({ name })),
    initContainer: existing === undefined ? newPull(decision, settings) : undefined,
    status: statusOf(decision, settings),
  };
}

function newPull(decision: InjectDecision, settings: Settings): Plan["initContainer"] {
  const { pod, pull, found, mode, containers } = decision;
  if (pull === undefined) return undefined;
  const targets = containers.map(({ target }) => target.container);
  const where = { pod, instance: found.instance, isStream: mode === "stream" };
  return { index: pullIndex(pod.initContainers, targets), container: pullContainer(pull, where, settings.pull) };
}

/** Another webhook added a container with models of its own after the first call. */
function moreModels(existing: Container, { pull }: InjectDecision): readonly ContainerPlan[] {
  if (pull === undefined) return [];
  return [{ pointer: existing.pointer, env: missingModels(existing, pull.models), mounts: [] }];
}

function volumesOf({ place, mode }: InjectDecision, instance: Instance | undefined): readonly JsonObject[] {
  const audience = mode === "env" ? undefined : instance?.tokenAudience;
  return [
    ...(place?.newVolume === undefined ? [] : [place.newVolume]),
    ...(audience === undefined ? [] : [tokenVolume(audience)]),
  ];
}

function containerPlan(
  container: ContainerDecision,
  decision: InjectDecision,
  instance: Instance | undefined,
): ContainerPlan {
  const { cache, target } = container;
  const token = cache === undefined || instance?.tokenAudience === undefined ? [] : [tokenMount()];
  return {
    pointer: target.container.pointer,
    env: [...addressEnv(container), ...cacheEnv(container, decision.mode)],
    mounts: [...(cache?.isMountNew === true ? [mountObject(cache.mount)] : []), ...token],
  };
}

function addressEnv({ address }: ContainerDecision): readonly JsonObject[] {
  if (address === undefined) return [];
  if ("value" in address) return ADDRESS_VARIABLES.map((name) => ({ name, value: address.value }));
  // Kubernetes expands a reference to a variable that stands before it, so the two agree although nobody knows the value.
  const [first, second] = ADDRESS_VARIABLES;
  if ("valueFrom" in address)
    return [
      { name: first, ...address },
      { name: second, value: `$(${first})` },
    ];
  return ADDRESS_VARIABLES.map((name) => ({ name, value: `$(${address.reference})` }));
}

function cacheEnv({ cache, isOffline }: ContainerDecision, mode: InjectDecision["mode"]): readonly JsonObject[] {
  if (cache === undefined) return [];
  const { path, home, directory } = cache;
  return [
    { name: "MODEL_EXPRESS_PATH", value: path },
    ...(home === undefined ? [] : [{ name: "HF_HOME", value: home }]),
    { name: "HF_HUB_CACHE", value: directory },
    { name: "MODEL_EXPRESS_CACHE_DIRECTORY", value: directory },
    ...(mode === "stream" ? [{ name: "MODEL_EXPRESS_NO_SHARED_STORAGE", value: "true" }] : []),
    ...(isOffline ? [{ name: "HF_HUB_OFFLINE", value: "1" }] : []),
  ];
}
