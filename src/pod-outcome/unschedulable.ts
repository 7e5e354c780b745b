import { VOLUME_NAME } from "../injection/cache/places.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { parseAmount } from "../kubernetes/quantity.ts";
import { PULL_NAME } from "../model-express/pull-container.ts";
import { readPull } from "./pull.ts";

/** Whether the injector's additions keep a pod from being scheduled. */
export interface OwnShare {
  readonly isCause: boolean;
  /** A sentence without a full stop. */
  readonly text: string;
}

/**
 * The part of the injector's additions in the scheduler's message; `undefined` if the message concerns none of them.
 */
export function shareIn(pod: JsonObject, message: string): OwnShare | undefined {
  if (readPull(pod) === undefined) return undefined;
  const resources = [...new Set([...message.matchAll(INSUFFICIENT)].flatMap(([, name]) => name ?? []))];
  const larger = resources.filter((name) => isPullLargest(pod, name));
  if (larger.length > 0) {
    const text = `model-express-pull asks for more ${larger.join(" and ")} than the containers: lower it by the annotation modelexpress.nvidia.com/pull-resources`;
    return { isCause: true, text };
  }
  return volumeShare(pod, message) ?? requestShare(resources);
}

/** The scheduler's wording: `3 Insufficient nvidia.com/gpu`. */
const INSUFFICIENT = /Insufficient ([a-z0-9][a-z0-9./-]{0,253}[a-z0-9])/g;

function requestShare(resources: readonly string[]): OwnShare | undefined {
  if (resources.length === 0) return undefined;
  const text = `what the injector added asks for no more ${resources.join(" or ")} than the containers`;
  return { isCause: false, text };
}

/** A pod reserves the sum of its containers, or its largest init container if that is more. */
function isPullLargest(pod: JsonObject, resource: string): boolean {
  const spec = objectAt(pod, "spec");
  const inits = objectsAt(spec, "initContainers");
  const isSidecar = (container: JsonObject): boolean => textAt(container, "restartPolicy") === "Always";
  const isOurs = (container: JsonObject): boolean => textAt(container, "name") === PULL_NAME;
  const ours = Math.max(0, ...inits.filter(isOurs).map((each) => readRequest(each, resource)));
  const together = [...objectsAt(spec, "containers"), ...inits.filter(isSidecar)];
  const sum = together.reduce((total, each) => total + readRequest(each, resource), 0);
  const others = inits.filter((each) => !isOurs(each) && !isSidecar(each)).map((each) => readRequest(each, resource));
  return ours > Math.max(sum, ...others);
}

function readRequest(container: JsonObject, resource: string): number {
  const resources = objectAt(container, "resources");
  const amounts = ["requests", "limits"].map((key) => parseAmount(member(objectAt(resources, key), resource)));
  return Number(amounts.find((amount) => amount !== undefined) ?? 0);
}

const ABOUT_VOLUMES = /persistentvolumeclaim|volume node affinity|StorageClass|free storage space/i;
/** `persistentvolumeclaim "models" not found`. */
const NAMED_CLAIM = /persistentvolumeclaim "([^"]{1,253})"/;

function volumeShare(pod: JsonObject, message: string): OwnShare | undefined {
  if (!ABOUT_VOLUMES.test(message)) return undefined;
  const volume = objectsAt(objectAt(pod, "spec"), "volumes").find((each) => textAt(each, "name") === VOLUME_NAME);
  if (volume === undefined) return undefined;
  const claim = textAt(objectAt(volume, "persistentVolumeClaim"), "claimName");
  const named = NAMED_CLAIM.exec(message)?.[1];
  if (named !== undefined && named !== claim) return undefined;
  const namespace = textAt(objectAt(pod, "metadata"), "namespace");
  const what = claim === undefined ? "a volume of its own" : `claim ${claim}`;
  // Without the pod's name, so that pods with the same cause share a line.
  const command = `kubectl ${claim === undefined ? "get pvc" : `describe pvc ${claim}`} -n ${namespace}`;
  return { isCause: true, text: `the injector added volume ${VOLUME_NAME}, which is ${what}: ${command}` };
}
