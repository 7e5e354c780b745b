import { isObject, type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { DYNAMO } from "../model-express/keys.ts";
import type { Component, Graph, Orchestrator } from "./component.ts";
import { readComponent } from "./read-component.ts";
import { readService } from "./read-service.ts";

const GRAPH = "DynamoGraphDeployment";
const COMPONENT = "DynamoComponentDeployment";

/** Whether the operator creates pods for it: a graph, or a single component, in any version. */
export function isOperated(object: JsonObject): boolean {
  const kind = textAt(object, "kind");
  return textAt(object, "apiVersion")?.startsWith("nvidia.com/") === true && (kind === GRAPH || kind === COMPONENT);
}

/**
 * Reads a graph or component. Accepts the fields of either version regardless of `apiVersion`; a file that mixes them
 * is reported elsewhere.
 *
 * @param namespace for an object that names none
 */
export function readGraph(object: JsonObject, namespace: string): Graph {
  const metadata = objectAt(object, "metadata");
  const spec = objectAt(object, "spec");
  const kind = textAt(object, "kind") ?? GRAPH;
  const own = textAt(metadata, "name") || textAt(metadata, "generateName") || "";
  const parent = textAt(objectAt(metadata, "labels"), DYNAMO.graph);
  const isLone = kind === COMPONENT;
  return {
    kind,
    name: isLone ? (parent ?? own) : own,
    namespace: textAt(metadata, "namespace") ?? namespace,
    annotations: objectAt(metadata, "annotations"),
    podLabels: isLone ? {} : objectAt(spec, "labels"),
    podAnnotations: isLone ? {} : objectAt(spec, "annotations"),
    env: [...objectsAt(spec, "envs"), ...objectsAt(spec, "env")].filter(() => !isLone),
    backend: textAt(spec, "backendFramework") || undefined,
    orchestrator: isLone ? "component" : chooseOrchestrator(objectAt(metadata, "annotations")),
    components: isLone ? [loneComponent(object, own)] : readComponents(spec),
  };
}

function readComponents(spec: JsonObject): readonly Component[] {
  const services = Object.entries(objectAt(spec, "services"));
  return [
    ...services.flatMap(([name, body]) => (isObject(body) ? [readService(name, body)] : [])),
    ...objectsAt(spec, "components").map((body) => readComponent(textAt(body, "name") ?? "", body)),
  ];
}

function loneComponent(object: JsonObject, own: string): Component {
  const spec = objectAt(object, "spec");
  const name = textAt(spec, "serviceName") ?? textAt(spec, "name") ?? own;
  const isOld = textAt(object, "apiVersion") === "nvidia.com/v1alpha1";
  return isOld ? readService(name, spec) : readComponent(name, spec);
}

/**
 * The annotation of the operator's defaulting takes precedence, then the one by which users opt out of Grove. Without
 * either Grove is assumed: the platform's chart installs it for several nodes.
 */
function chooseOrchestrator(annotations: JsonObject): Orchestrator {
  const provider = textAt(annotations, "nvidia.com/workload-provider");
  if (provider !== undefined) return provider === "component" ? "component" : "grove";
  return member(annotations, "nvidia.com/enable-grove") === "false" ? "component" : "grove";
}
