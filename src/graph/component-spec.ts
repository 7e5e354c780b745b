import {
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  objectAt,
  objectsAt,
  textAt,
  withoutUndefined,
} from "../kubernetes/json.ts";
import { DYNAMO_NAMESPACE_LABEL } from "../model-express/keys.ts";
import type { Component } from "./find-components.ts";
import { SPEC_KEYS } from "./instance-spec.ts";

/** A component of a graph, translated to the spec of a ModelExpress. */
export interface ComponentSpec {
  /** Not validated yet. */
  readonly spec: JsonObject;
  /** Fields of the component that have no counterpart in a ModelExpress. */
  readonly leftOut: readonly string[];
}

/** The fields that a ModelExpress is built from, at the places where each version of Dynamo's API has them. */
interface Workload {
  readonly body: JsonObject;
  readonly labels: JsonObject;
  readonly pod: JsonObject;
  readonly main: JsonObject;
}

/**
 * Fields that are read below, that a ModelExpress decides itself, or that Dynamo's defaulting adds (`minAvailable`,
 * with Grove).
 */
const KNOWN = new Set([
  ...["componentType", "type", "subComponentType", "name", "serviceName", "replicas", "minAvailable", "labels"],
  ...["volumeMounts", "envFromSecret", "envs", "extraPodSpec", "podTemplate"],
  ...SPEC_KEYS,
]);
const KNOWN_OF_POD = new Set([
  ...["mainContainer", "containers", "volumes"],
  ...["nodeSelector", "tolerations", "imagePullSecrets"],
]);
const KNOWN_OF_MAIN = new Set(["name", "image", "imagePullPolicy", "envFrom", "env", "resources", "volumeMounts"]);

/**
 * Translates a component: fields of a ModelExpress' spec are copied, Dynamo's own fields are mapped to their
 * counterparts.
 */
export function readComponentSpec({ kind, body }: Pick<Component, "kind" | "body">): ComponentSpec {
  const workload = kind === "service" ? readServiceWorkload(body) : readComponentWorkload(body);
  const own = SPEC_KEYS.map((key) => [key, member(workload.body, key)] as const);
  const { resources, ...fields } = { ...readDynamoFields(workload), ...withoutUndefined(Object.fromEntries(own)) };
  return {
    spec: withoutUndefined({ ...fields, pvc: readClaim(workload), resources: dropDevices(resources) }),
    leftOut: [
      ...unknown(body, KNOWN),
      ...unknown(workload.pod, KNOWN_OF_POD),
      ...unknown(workload.main, KNOWN_OF_MAIN),
    ],
  };
}

/** In v1alpha1 some fields are the service's own, others are in `extraPodSpec`. */
function readServiceWorkload(body: JsonObject): Workload {
  const pod = objectAt(body, "extraPodSpec");
  return { body, labels: objectAt(body, "labels"), pod, main: objectAt(pod, "mainContainer") };
}

/** In v1beta1 everything is in `podTemplate`, which is unrelated to a ModelExpress' `podTemplate`. */
function readComponentWorkload(component: JsonObject): Workload {
  const { podTemplate: _, ...body } = component;
  const template = objectAt(component, "podTemplate");
  const pod = objectAt(template, "spec");
  const main = objectsAt(pod, "containers").find((container) => textAt(container, "name") === "main") ?? {};
  return { body, labels: objectAt(objectAt(template, "metadata"), "labels"), pod, main };
}

function readDynamoFields({ body, labels, pod, main }: Workload): { readonly [field: string]: JsonValue | undefined } {
  const secrets = objectsAt(main, "envFrom").map((source) => textAt(objectAt(source, "secretRef"), "name"));
  return {
    dynamoNamespace: member(labels, DYNAMO_NAMESPACE_LABEL),
    image: member(main, "image"),
    huggingFaceTokenSecret: member(body, "envFromSecret") ?? secrets.find((name) => name !== undefined),
    resources: member(main, "resources"),
    nodeSelector: member(pod, "nodeSelector"),
    tolerations: member(pod, "tolerations"),
    imagePullSecrets: member(pod, "imagePullSecrets"),
    env: member(body, "envs") ?? member(main, "env"),
  };
}

/**
 * The claim that the component spells out (as in Dynamo's API of 2025 and in the proposal), else the first that it
 * mounts.
 */
function readClaim({ body, pod, main }: Workload): JsonValue | undefined {
  const pvc = member(body, "pvc");
  if (isObject(pvc)) {
    const { mountPoint, volumeAccessMode, ...rest } = pvc;
    return { ...rest, ...(volumeAccessMode === undefined ? {} : { accessMode: volumeAccessMode }) };
  }
  if (pvc !== undefined) return pvc;
  const name = mountedClaim(body, pod, main);
  // Someone else creates it, for example Dynamo's operator from `spec.pvcs`.
  return name === undefined ? undefined : { name, create: false };
}

function mountedClaim(body: JsonObject, pod: JsonObject, main: JsonObject): string | undefined {
  // A v1alpha1 service mounts claims of `spec.pvcs` by name.
  const [first] = objectsAt(body, "volumeMounts");
  if (first !== undefined) return textAt(first, "name");
  const mounted = new Set(objectsAt(main, "volumeMounts").map((mount) => textAt(mount, "name")));
  const claims = objectsAt(pod, "volumes").filter((volume) => mounted.has(textAt(volume, "name")));
  return claims
    .map((volume) => textAt(objectAt(volume, "persistentVolumeClaim"), "claimName"))
    .find((name) => name !== undefined);
}

/** Drops Dynamo's keys for devices: they are not Kubernetes resource names, and the server needs no devices. */
function dropDevices(resources: JsonValue | undefined): JsonValue | undefined {
  if (!isObject(resources)) return resources;
  const amounts = Object.entries(resources).map(([kind, amount]) => {
    if (!isObject(amount)) return [kind, amount] as const;
    const { gpu: _gpu, gpuType: _type, custom: _custom, ...rest } = amount;
    return [kind, rest] as const;
  });
  return Object.fromEntries(amounts);
}

function unknown(object: JsonObject, known: ReadonlySet<string>): readonly string[] {
  return Object.keys(object).filter((key) => !known.has(key));
}
