import type { ObjectReader } from "../cluster/objects/object-reader.ts";
import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { collectionPath, DEPLOYMENTS, PODS, STATEFUL_SETS } from "../kubernetes/resource-type.ts";
import { readServer, type Server } from "./server-cache.ts";

const WORKLOADS = [DEPLOYMENTS, STATEFUL_SETS];

/**
 * Finds the servers behind a Service: in its running pods, or else in the templates of the workloads that create
 * them.
 */
export async function findServers(reader: ObjectReader, service: JsonObject): Promise<readonly Server[]> {
  const namespace = textAt(objectAt(service, "metadata"), "namespace") ?? "default";
  const selector = Object.entries(objectAt(objectAt(service, "spec"), "selector"));
  if (selector.length === 0) return [];
  const labelSelector = selector.map(([key, value]) => `${key}=${value}`).join(",");
  const pods = await reader.list({ name: "pods", path: collectionPath(PODS, namespace), labelSelector });
  const running = pods.filter(isRunning).flatMap((pod) => readServer(pod) ?? []);
  if (running.length > 0) return running;
  const workloads = await Promise.all(
    WORKLOADS.map((type) => reader.list({ name: type.plural, path: collectionPath(type, namespace) })),
  );
  const templates = workloads.flat().map((workload) => objectAt(objectAt(workload, "spec"), "template"));
  return templates
    .filter((template) => matchesSelector(template, selector))
    .flatMap((template) => readServer(template) ?? []);
}

function isRunning(pod: JsonObject): boolean {
  const phase = textAt(objectAt(pod, "status"), "phase");
  const isEnding = textAt(objectAt(pod, "metadata"), "deletionTimestamp") !== undefined;
  return !isEnding && phase !== "Succeeded" && phase !== "Failed";
}

function matchesSelector(template: JsonObject, selector: readonly (readonly [string, unknown])[]): boolean {
  const labels = objectAt(objectAt(template, "metadata"), "labels");
  return selector.every(([key, value]) => textAt(labels, key) === value);
}
