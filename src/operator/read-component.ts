import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import type { Component } from "./component.ts";
import { countAt, countNodes, isTrue } from "./read-field.ts";
import { readFailover, readMemoryService } from "./read-memory-service.ts";

/** Reads a component of `nvidia.com/v1beta1`. */
export function readComponent(name: string, body: JsonObject): Component {
  const template = objectAt(body, "podTemplate");
  const { containers: _, ...podSpec } = objectAt(template, "spec");
  const containers = objectsAt(objectAt(template, "spec"), "containers");
  const experimental = objectAt(body, "experimental");
  const size = member(body, "sharedMemorySize");
  const type = textAt(body, "type") || undefined;
  return {
    name,
    type,
    subType: type === "prefill" || type === "decode" ? type : undefined,
    replicas: countAt(body, "replicas") ?? 1,
    nodes: countNodes(body),
    isInGlobalNamespace: isTrue(body, "globalDynamoNamespace"),
    labels: objectAt(objectAt(template, "metadata"), "labels"),
    annotations: objectAt(objectAt(template, "metadata"), "annotations"),
    podSpec,
    main: containers.find(isMain) ?? {},
    sidecars: containers.filter((container) => !isMain(container)),
    frontendSidecar: textAt(body, "frontendSidecar"),
    sharedMemory: size === undefined ? undefined : String(size),
    compilationCache: readCompilationCache(objectAt(body, "compilationCache")),
    service: { labels: {}, annotations: {} },
    memoryService: readMemoryService(member(experimental, "gpuMemoryService")),
    failover: readFailover(member(experimental, "failover")),
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
