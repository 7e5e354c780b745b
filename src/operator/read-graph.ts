import { isObject, type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { COMPONENT_KIND, DYNAMO_GROUP, GRAPH_KIND } from "../model-express/graph-type.ts";
import { DYNAMO } from "../model-express/keys.ts";
import type { Component, Graph, Orchestrator } from "./component.ts";
import { readKvTransfer } from "./kv-transfer.ts";
import { readComponent } from "./read-component.ts";
import { readService } from "./read-service.ts";

/** Whether the operator creates pods for it: a graph, or a single component, in any version. */
export function isOperated(object: JsonObject): boolean {
  const kind = textAt(object, "kind");
  return (
    textAt(object, "apiVersion")?.startsWith(`${DYNAMO_GROUP}/`) === true &&
    (kind === GRAPH_KIND || kind === COMPONENT_KIND)
  );
}

/**
 * Reads a graph or component. Accepts the fields of either version regardless of `apiVersion`; a file that mixes them
 * is reported elsewhere.
 *
 * @param namespace for an object that names none
 */
export function readGraph(object: JsonObject, namespace: string): Graph {
  const metadata = objectAt(object, "metadata");
  const kind = textAt(object, "kind") ?? GRAPH_KIND;
  const own = textAt(metadata, "name") || textAt(metadata, "generateName") || "";
  const shared = {
    kind,
    namespace: textAt(metadata, "namespace") ?? namespace,
    annotations: objectAt(metadata, "annotations"),
    backend: textAt(objectAt(object, "spec"), "backendFramework") || undefined,
    isCreated: textAt(metadata, "uid") !== undefined,
  };
  return kind === COMPONENT_KIND ? readLone(object, own, shared) : readWhole(object, own, shared);
}

type Shared = Pick<Graph, "kind" | "namespace" | "annotations" | "backend" | "isCreated">;

function readWhole(object: JsonObject, name: string, shared: Shared): Graph {
  const spec = objectAt(object, "spec");
  return {
    ...shared,
    name,
    podLabels: objectAt(spec, "labels"),
    podAnnotations: objectAt(spec, "annotations"),
    env: [...objectsAt(spec, "envs"), ...objectsAt(spec, "env")],
    orchestrator: chooseOrchestrator(shared.annotations),
    kvTransfer: readKvTransfer(spec),
    lone: undefined,
    components: readComponents(spec),
  };
}

/** A component by itself is rendered as the only one of a graph, of its owner if it has one. */
function readLone(object: JsonObject, own: string, shared: Shared): Graph {
  const metadata = objectAt(object, "metadata");
  const labels = objectAt(metadata, "labels");
  const owner = objectsAt(metadata, "ownerReferences").find((each) => textAt(each, "kind") === GRAPH_KIND);
  const parent = owner === undefined ? undefined : textAt(owner, "name");
  return {
    ...shared,
    name: parent ?? own,
    podLabels: {},
    podAnnotations: {},
    env: [],
    orchestrator: "component",
    kvTransfer: undefined,
    lone: {
      name: own,
      labels,
      graph: textAt(labels, DYNAMO.graph) || parent,
      dynamoNamespace: textAt(objectAt(object, "spec"), "dynamoNamespace") ?? textAt(labels, DYNAMO.namespace),
    },
    components: [loneComponent(object, own)],
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
  const labelled = textAt(objectAt(objectAt(object, "metadata"), "labels"), DYNAMO.component);
  const name = textAt(spec, "serviceName") || textAt(spec, "name") || labelled || own;
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
