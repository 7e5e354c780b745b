import { isObject, type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import type { Component } from "./component.ts";
import { countAt, isTrue } from "./read-field.ts";

/** Reads a component of `nvidia.com/v1beta1`. */
export function readComponent(name: string, body: JsonObject): Component {
  const template = objectAt(body, "podTemplate");
  const { containers: _, ...podSpec } = objectAt(template, "spec");
  const containers = objectsAt(objectAt(template, "spec"), "containers");
  const experimental = objectAt(body, "experimental");
  const memory = member(experimental, "gpuMemoryService");
  const failover = member(experimental, "failover");
  const size = member(body, "sharedMemorySize");
  return {
    name,
    type: textAt(body, "type") || undefined,
    subType: undefined,
    replicas: countAt(body, "replicas") ?? 1,
    nodes: countAt(objectAt(body, "multinode"), "nodeCount") ?? (isObject(member(body, "multinode")) ? 2 : 1),
    isInGlobalNamespace: isTrue(body, "globalDynamoNamespace"),
    labels: objectAt(objectAt(template, "metadata"), "labels"),
    annotations: objectAt(objectAt(template, "metadata"), "annotations"),
    podSpec,
    main: containers.find(isMain) ?? {},
    sidecars: containers.filter((container) => !isMain(container)),
    frontendSidecar: textAt(body, "frontendSidecar"),
    sharedMemory: size === undefined ? undefined : String(size),
    compilationCache: readCompilationCache(objectAt(body, "compilationCache")),
    engines: isObject(failover) && !isInterPod(failover) ? 2 : 1,
    isServedByMemoryPod: isObject(memory) && isInterPod(memory),
    baseModel: textAt(objectAt(body, "modelRef"), "name"),
  };
}

function isMain(container: JsonObject): boolean {
  return textAt(container, "name") === "main";
}

function readCompilationCache(cache: JsonObject): Component["compilationCache"] {
  const claim = textAt(cache, "pvcName");
  return claim === undefined ? undefined : { claim, mountPath: textAt(cache, "mountPath") || undefined };
}

function isInterPod(feature: JsonObject): boolean {
  return textAt(feature, "mode")?.toLowerCase() === "interpod";
}
