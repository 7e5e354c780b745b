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
import type { Component } from "./component.ts";
import { mergeEnvs, mergeOver } from "./merge.ts";
import { countAt, countNodes, isTrue } from "./read-field.ts";
import { readFailover, readMemoryService } from "./read-memory-service.ts";

/** Reads a service of `nvidia.com/v1alpha1`, like the operator's conversion (`shared_spec_conversion.go`). */
export function readService(name: string, body: JsonObject): Component {
  const { mainContainer: _, containers: __, ...podSpec } = objectAt(body, "extraPodSpec");
  const metadata = objectAt(body, "extraPodMetadata");
  const sidecar = member(body, "frontendSidecar");
  const others = objectsAt(objectAt(body, "extraPodSpec"), "containers");
  return {
    name,
    ...readTypes(body),
    replicas: countAt(body, "replicas") ?? 1,
    nodes: countNodes(body),
    isInGlobalNamespace: isTrue(body, "globalDynamoNamespace"),
    labels: objectAt(metadata, "labels"),
    annotations: objectAt(metadata, "annotations"),
    service: { labels: objectAt(body, "labels"), annotations: objectAt(body, "annotations") },
    podSpec,
    main: readMain(body),
    sidecars: [
      ...others.filter((container) => textAt(container, "name") !== "main"),
      ...(isObject(sidecar) ? [frontendSidecar(sidecar)] : []),
    ],
    frontendSidecar: isObject(sidecar) ? FRONTEND_SIDECAR : undefined,
    sharedMemory: readSharedMemory(objectAt(body, "sharedMemory")),
    compilationCache: readCompilationCache(body),
    memoryService: readMemoryService(enabledAt(body, "gpuMemoryService")),
    failover: readFailover(enabledAt(body, "failover")),
    baseModel: textAt(objectAt(body, "modelRef"), "name"),
  };
}

const FRONTEND_SIDECAR = "sidecar-frontend";

/** In v1beta1 a worker's sub-type `prefill` or `decode` is a type of its own, and a type is its own sub-type. */
function readTypes(body: JsonObject): Pick<Component, "type" | "subType"> {
  const type = textAt(body, "componentType") || undefined;
  const subType = textAt(body, "subComponentType") || undefined;
  if (type === "worker" && (subType === "prefill" || subType === "decode")) return { type: subType, subType };
  return { type, subType: type === "prefill" || type === "decode" ? type : subType };
}

/** Merges `extraPodSpec.mainContainer` over the fields beside it. Variables and mounts of both are kept. */
function readMain(body: JsonObject): JsonObject {
  const main = objectAt(objectAt(body, "extraPodSpec"), "mainContainer");
  const secret = textAt(body, "envFromSecret");
  const mounts = objectsAt(body, "volumeMounts").filter((mount) => !isTrue(mount, "useAsCompilationCache"));
  const beside = withoutUndefined({
    resources: readResources(member(body, "resources")),
    envFrom: secret === undefined ? undefined : [{ secretRef: { name: secret } }],
  });
  const env = mergeEnvs(objectsAt(body, "envs"), objectsAt(main, "env"));
  const volumeMounts = [...objectsAt(main, "volumeMounts"), ...mounts.map(readMount)];
  return {
    ...mergeOver(beside, main),
    ...(env.length === 0 ? {} : { env }),
    ...(volumeMounts.length === 0 ? {} : { volumeMounts }),
  };
}

function readMount(mount: JsonObject): JsonObject {
  return withoutUndefined({ name: member(mount, "name"), mountPath: member(mount, "mountPoint") });
}

/** Translates `gpu`, `gpuType` and `custom` to resource names. */
function readResources(resources: JsonValue | undefined): JsonObject | undefined {
  if (!isObject(resources)) return undefined;
  const amounts = Object.entries(resources).map(([kind, amount]) => {
    if (!isObject(amount)) return [kind, amount] as const;
    const { gpu, gpuType, custom, ...rest } = amount;
    const device = typeof gpuType === "string" && gpuType !== "" ? gpuType : "nvidia.com/gpu";
    return [
      kind,
      { ...rest, ...(gpu === undefined ? {} : { [device]: gpu }), ...(isObject(custom) ? custom : {}) },
    ] as const;
  });
  return Object.fromEntries(amounts);
}

function frontendSidecar(sidecar: JsonObject): JsonObject {
  const secret = textAt(sidecar, "envFromSecret");
  return withoutUndefined({
    name: FRONTEND_SIDECAR,
    image: member(sidecar, "image"),
    args: member(sidecar, "args"),
    env: member(sidecar, "envs"),
    envFrom: secret === undefined ? undefined : [{ secretRef: { name: secret } }],
  });
}

function readSharedMemory(shared: JsonObject): string | undefined {
  if (isTrue(shared, "disabled")) return "0";
  const size = member(shared, "size");
  return size === undefined ? undefined : String(size);
}

function readCompilationCache(body: JsonObject): Component["compilationCache"] {
  const mount = objectsAt(body, "volumeMounts").find((each) => isTrue(each, "useAsCompilationCache"));
  if (mount === undefined) return undefined;
  return { claim: textAt(mount, "name") ?? "", mountPath: textAt(mount, "mountPoint") || undefined };
}

function enabledAt(body: JsonObject, key: string): JsonObject | undefined {
  const feature = objectAt(body, key);
  return isTrue(feature, "enabled") ? feature : undefined;
}
