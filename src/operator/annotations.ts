import { type JsonObject, textAt } from "../kubernetes/json.ts";
import { DYNAMO } from "../model-express/keys.ts";
import { type Component, type Graph, isWorker } from "./component.ts";
import { DISCOVERY_BACKEND, readDiscovery } from "./discovery.ts";

const ORIGIN = "nvidia.com/dynamo-operator-origin-version";
const EXECUTOR = "nvidia.com/vllm-distributed-executor-backend";

/** The only annotations of a graph's own metadata that reach its pods (`dgdPropagatedAnnotationKeys`). */
const PROPAGATED = [
  "nvidia.com/enable-metrics",
  DISCOVERY_BACKEND,
  "nvidia.com/dynamo-kube-discovery-mode",
  ORIGIN,
  EXECUTOR,
];

/** The annotations of a component's pod template: the user's before those of the graph before `spec.annotations`. */
export function mergeTemplateAnnotations(component: Component, graph: Graph): JsonObject {
  return { ...graph.podAnnotations, ...pickPropagated(graph), ...component.annotations };
}

function pickPropagated({ annotations, lone }: Graph): JsonObject {
  const keys = lone === undefined ? PROPAGATED.filter((key) => annotations[key] !== undefined) : [];
  return Object.fromEntries(keys.map((key) => [key, annotations[key]]));
}

/** The annotations of every pod of a component (`generateAnnotations`, `GetDCDKubeAnnotations`). */
export function buildAnnotations(component: Component, graph: Graph): JsonObject {
  const { service } = component;
  const { labelKey } = (isWorker(component) && graph.kvTransfer) || {};
  const topology = labelKey === undefined ? {} : { "nvidia.com/topology-label-key": labelKey };
  if (graph.orchestrator === "grove") {
    const own = { ...pickPropagated(graph), ...component.annotations };
    const { backend } = readDiscovery(graph.annotations);
    return { ...graph.podAnnotations, ...service.annotations, ...own, [DISCOVERY_BACKEND]: backend, ...topology };
  }
  const { [ORIGIN]: _, ...template } = mergeTemplateAnnotations(component, graph);
  const named = component.baseModel === undefined ? {} : { [DYNAMO.baseModel]: component.baseModel };
  return { ...service.annotations, ...template, ...named, ...topology };
}

/**
 * Whether a vLLM engine over several nodes uses its own processes instead of Ray (`shouldUseMpBackend`). The operator
 * marks a new graph with its version; a file counts as a new graph, a component by itself is never marked.
 */
export function usesMultiprocessing(component: Component, graph: Graph): boolean {
  const annotations = mergeTemplateAnnotations(component, graph);
  const asked = textAt(annotations, EXECUTOR)?.toLowerCase();
  if (asked === "mp" || asked === "ray") return asked === "mp";
  const origin = textAt(annotations, ORIGIN);
  return origin === undefined ? graph.lone === undefined && !graph.isCreated : isStable(origin);
}

/** Whether a semantic version is 1.0.0 or later. */
function isStable(version: string): boolean {
  const [, major, minor = "0", patch = "0", rest = ""] =
    /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+].*)?$/.exec(version) ?? [];
  if (major === undefined || Number(major) < 1) return false;
  const isFirst = major === "1" && Number(minor) === 0 && Number(patch) === 0;
  return !(isFirst && rest.startsWith("-"));
}
