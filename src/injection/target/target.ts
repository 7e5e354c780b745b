import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { textAt } from "../../kubernetes/json.ts";
import { DYNAMO } from "../../model-express/keys.ts";
import type { Detection } from "../command/detection.ts";
import { withImageVersion } from "../command/image-version.ts";
import { classifyModel } from "../command/model-reference.ts";
import type { Container, Pod } from "../pod/pod.ts";
import type { PodAnnotations } from "./annotations.ts";
import { type OwnAddress, ownAddress } from "./own-address.ts";
import { type ContainerReader, type ContainerReading, readContainers } from "./reading-cache.ts";
import { withRelativeModels } from "./relative-models.ts";
import type { Role } from "./role.ts";

/** A container that loads or serves a model. */
export interface Target {
  readonly container: Container;
  /** Whether it fetches only tokenizers and configurations, not weights. */
  readonly isFrontend: boolean;
  /** The container's own variables. */
  readonly environment: Environment;
  /** The same with the changes of its script: what its engine reads. */
  readonly runtime: Environment;
  readonly detection: Detection;
  readonly own: OwnAddress | undefined;
  /** The setting that makes it load from a different hub than Model Express. */
  readonly otherHub: string | undefined;
}

/** The Dynamo operator's names (with intra-pod failover `engine-N` replaces `main`). */
const OPERATOR_NAMES = /^(?:main|engine-\d+|sidecar-frontend)$/;
/** Names of engine containers whose image may start the engine without a command. */
const ENGINE_NAMES = /^(?:vllm-engine|sglang-engine|engine)$/;

/** The containers that can be targets: regular ones and native sidecars. */
export function candidates({ initContainers, containers }: Pod): readonly Container[] {
  return [...initContainers.filter(({ isNativeSidecar }) => isNativeSidecar), ...containers];
}

/** The inputs of the search for targets. */
export interface TargetSearch {
  readonly pod: Pod;
  readonly role: Role;
  readonly annotations: PodAnnotations;
}

/** Finds the targets, those that load weights first. */
export function findTargets(search: TargetSearch, reader?: ContainerReader): readonly Target[] {
  const named = search.annotations.containers;
  const containers = candidates(search.pod).filter(({ name }) => named === undefined || named.includes(name));
  const readings = reader === undefined ? readContainers(containers) : reader.read(containers);
  const targets = containers
    .flatMap((container, index) => buildTarget(container, readings[index], search) ?? [])
    .filter((target) => named !== undefined || isTarget(target));
  return [...targets.filter(({ isFrontend }) => !isFrontend), ...targets.filter(({ isFrontend }) => isFrontend)];
}

/** The target whose own address decides for the pod: the first that has one. */
export function findAddressedTarget<T extends { readonly own: unknown }>(targets: readonly T[]): T | undefined {
  return targets.find(({ own }) => own !== undefined);
}

function isTarget({ container: { name }, detection }: Target): boolean {
  if (OPERATOR_NAMES.test(name)) return true;
  return detection.startsEngine && (detection.isKnownEngine || ENGINE_NAMES.test(name));
}

function buildTarget(
  container: Container,
  reading: ContainerReading | undefined,
  { pod, role }: TargetSearch,
): Target | undefined {
  if (reading === undefined) return undefined;
  const { environment, runtime, otherHub } = reading;
  const detection = withImageVersion(withRelativeModels(reading.detection, container, pod), container.image);
  const isFrontend = role === "frontend" || container.name === "sidecar-frontend";
  return {
    container,
    isFrontend,
    environment,
    runtime,
    detection: role === "worker" && !isFrontend ? withBaseModel(detection, pod) : detection,
    own: ownAddress({ container, environment, runtime, detection }),
    otherHub,
  };
}

/** Ranks without their own command name no model, but the operator's annotation may. */
function withBaseModel(detection: Detection, pod: Pod): Detection {
  if (detection.startsEngine || detection.models.length > 0) return detection;
  const isRank = detection.multinode === "rank";
  const isGroupWorker = textAt(pod.labels, "role") === "worker";
  const name = textAt(pod.annotations, DYNAMO.baseModel);
  if (!(isRank || isGroupWorker) || name === undefined) return detection;
  const model = classifyModel(name, undefined, `annotation ${DYNAMO.baseModel}`);
  return model.kind === "hub" ? { ...detection, models: [model] } : detection;
}
