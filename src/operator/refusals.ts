import { textAt } from "../kubernetes/json.ts";
import { type Backend, detectBackend, listNamedBackends } from "./backend.ts";
import { type Component, type Graph, isWorker } from "./component.ts";

/** Why the operator fails to reconcile a graph that the API server accepts, so that pods are missing. */
export interface Refusal {
  /** The component without pods; `undefined`: all of the graph. */
  readonly component: string | undefined;
  /** The cause and the way out. */
  readonly detail: string;
}

/** Lists what {@link OPERATOR_VERSION} of the operator fails on when it makes the graph's pods. */
export function listRefusals(graph: Graph): readonly Refusal[] {
  const refusals = graph.components.flatMap((component) => {
    const detail = refuseComponent(component, graph);
    return detail === undefined ? [] : [{ component: nameAffected(component, graph), detail }];
  });
  return refusals.length > 0 ? refusals : refuseEngines(graph);
}

/** Grove's set is made as a whole; Deployments are made one by one, after their engine is chosen for all. */
function nameAffected(component: Component, graph: Graph): string | undefined {
  return graph.orchestrator === "component" && !isUnclear(component, graph) ? component.name : undefined;
}

function refuseComponent(component: Component, graph: Graph): string | undefined {
  const where = `component ${component.name}`;
  const named = listNamedBackends(component);
  const [engine] = named;
  if (isUnclear(component, graph)) {
    return `${where}: its command runs ${listModules(named)}; set spec.backendFramework to the engine that is the worker's`;
  }
  const isOther = isWorker(component) && named.length === 1 && graph.backend !== undefined && engine !== graph.backend;
  if (isOther) {
    return `${where}: its command runs ${listModules(named)}, but spec.backendFramework is ${graph.backend}; remove spec.backendFramework, or correct the command`;
  }
  return refuseFeatures(component, detectBackend(component, graph));
}

function isUnclear(component: Component, { backend }: Graph): boolean {
  return isWorker(component) && backend === undefined && listNamedBackends(component).length > 1;
}

function refuseFeatures(component: Component, backend: Backend): string | undefined {
  const where = `component ${component.name}`;
  const { compilationCache: cache, frontendSidecar: sidecar, failover } = component;
  if (cache !== undefined && cache.mountPath === undefined && backend !== "vllm") {
    return `${where}: a compilation cache has a default place with vLLM only; set its mountPath`;
  }
  if (failover?.mode === "intraPod" && backend !== "vllm") {
    return `${where}: failover within a pod works with vLLM only; remove it`;
  }
  const isMissing = sidecar !== undefined && component.sidecars.every((each) => textAt(each, "name") !== sidecar);
  return isMissing ? `${where}: frontendSidecar names a container that podTemplate does not have` : undefined;
}

/** Without Grove the engine of all workers is chosen first, and there is one (`backendFrameworkForGeneratedDCDs`). */
function refuseEngines({ orchestrator, backend, components }: Graph): readonly Refusal[] {
  const engines = [...new Set(components.filter(isWorker).flatMap(listNamedBackends))];
  if (orchestrator === "grove" || backend !== undefined || engines.length < 2) return [];
  const detail = `its workers run ${listModules(engines)}, and without Grove a graph has one engine; make a graph of each`;
  return [{ component: undefined, detail }];
}

function listModules(backends: readonly Backend[]): string {
  return backends.map((backend) => `dynamo.${backend}`).join(" and ");
}
