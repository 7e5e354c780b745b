import { isObject, type JsonObject, type JsonValue, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import type { Component } from "./component.ts";
import { defined, mergeEnvs, mergeOver } from "./merge.ts";
import { countAt, isTrue } from "./read-field.ts";

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
    nodes: countAt(objectAt(body, "multinode"), "nodeCount") ?? 1,
    isInGlobalNamespace: isTrue(body, "globalDynamoNamespace"),
    labels: { ...objectAt(body, "labels"), ...objectAt(metadata, "labels") },
    annotations: { ...objectAt(body, "annotations"), ...objectAt(metadata, "annotations") },
    podSpec,
    main: readMain(body),
    sidecars: [
      ...others.filter((container) => textAt(container, "name") !== "main"),
      ...(isObject(sidecar) ? [frontendSidecar(sidecar)] : []),
    ],
    frontendSidecar: isObject(sidecar) ? FRONTEND_SIDECAR : undefined,
    sharedMemory: readSharedMemory(objectAt(body, "sharedMemory")),
    compilationCache: readCompilationCache(body),
    engines: isTrue(objectAt(body, "failover"), "enabled") && !isInterPod(objectAt(body, "failover")) ? 2 : 1,
    isServedByMemoryPod: isTrue(readMemory(body), "enabled") && isInterPod(readMemory(body)),
    baseModel: textAt(objectAt(body, "modelRef"), "name"),
  };
}

const FRONTEND_SIDECAR = "sidecar-frontend";

/** In v1beta1 a worker's sub-type `prefill` or `decode` is a type of its own. */
function readTypes(body: JsonObject): Pick<Component, "type" | "subType"> {
  const type = textAt(body, "componentType");
  const subType = textAt(body, "subComponentType");
  const isPromoted = type === "worker" && (subType === "prefill" || subType === "decode");
  return isPromoted ? { type: subType, subType } : { type: type || undefined, subType };
}

/** Merges `extraPodSpec.mainContainer` over the fields beside it. */
function readMain(body: JsonObject): JsonObject {
  const main = objectAt(objectAt(body, "extraPodSpec"), "mainContainer");
  const secret = textAt(body, "envFromSecret");
  const mounts = objectsAt(body, "volumeMounts").filter((mount) => !isTrue(mount, "useAsCompilationCache"));
  const beside = defined({
    resources: readResources(member(body, "resources")),
    envFrom: secret === undefined ? undefined : [{ secretRef: { name: secret } }],
    volumeMounts: mounts.length === 0 ? undefined : mounts.map(readMount),
  });
  const env = mergeEnvs(objectsAt(body, "envs"), objectsAt(main, "env"));
  return { ...mergeOver(beside, main), ...(env.length === 0 ? {} : { env }) };
}

function readMount(mount: JsonObject): JsonObject {
  return defined({ name: member(mount, "name"), mountPath: member(mount, "mountPoint") });
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
  return defined({
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

function readMemory(body: JsonObject): JsonObject {
  return objectAt(body, "gpuMemoryService");
}

function isInterPod(feature: JsonObject): boolean {
  return textAt(feature, "mode")?.toLowerCase() === "interpod";
}
