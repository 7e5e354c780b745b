import { type JsonObject, objectsAt } from "../kubernetes/json.ts";
import { type Component, type Graph, isWorker } from "./component.ts";
import { mergeEnvs, mergeOver } from "./merge.ts";

/**
 * Builds the container `main` before the changes for several nodes: defaults by type, overridden by the user's
 * fields.
 */
export function mainContainer(component: Component, graph: Graph): JsonObject {
  const { main } = component;
  const base = baseContainer(component.type, component, graph);
  const env = mergeEnvs(objectsAt(base, "env"), graph.env, objectsAt(main, "env"));
  return { ...mergeOver(base, main), name: "main", env };
}

/** Merges a sidecar over a frontend's defaults, and adds the mounts of `main` that it lacks. */
export function frontendSidecar(
  sidecar: JsonObject,
  main: JsonObject,
  known: { component: Component; graph: Graph },
): JsonObject {
  const base = baseContainer("frontend", known.component, known.graph);
  const merged = mergeOver(base, sidecar);
  const own = objectsAt(merged, "volumeMounts");
  const names = new Set(own.map(({ name }) => name));
  const volumeMounts = [...own, ...objectsAt(main, "volumeMounts").filter(({ name }) => !names.has(name))];
  const env = mergeEnvs(objectsAt(base, "env"), objectsAt(sidecar, "env"));
  return { ...merged, env, ...(volumeMounts.length === 0 ? {} : { volumeMounts }) };
}

function baseContainer(type: string | undefined, component: Component, graph: Graph): JsonObject {
  const common = commonEnv(type, component, graph);
  if (type === "frontend") {
    return { name: "main", command: ["python3"], args: ["-m", "dynamo.frontend"], env: [...common, ...FRONTEND_ENV] };
  }
  return { name: "main", command: ["/bin/sh", "-c"], env: [...common, ...(isWorker({ type }) ? WORKER_ENV : [])] };
}

function commonEnv(type: string | undefined, component: Component, graph: Graph): readonly JsonObject[] {
  return [
    { name: "DYN_NAMESPACE", value: nameDynamoNamespace(component, graph) },
    { name: "DYN_COMPONENT", value: type ?? "" },
    { name: "DYN_PARENT_DGD_K8S_NAME", value: graph.name },
    { name: "DYN_PARENT_DGD_K8S_NAMESPACE", value: graph.namespace },
    fromField("POD_NAME", "metadata.name"),
    fromField("POD_NAMESPACE", "metadata.namespace"),
    fromField("POD_UID", "metadata.uid"),
    { name: "DYN_DISCOVERY_BACKEND", value: "kubernetes" },
  ];
}

/** Operator 1.5, `ComputeDynamoNamespace`: the field `dynamoNamespace` of v1alpha1 is ignored. */
export function nameDynamoNamespace({ isInGlobalNamespace }: Component, { namespace, name }: Graph): string {
  return isInGlobalNamespace ? "dynamo" : `${namespace}-${name.replaceAll(".", "-")}`;
}

const FRONTEND_ENV: readonly JsonObject[] = [
  { name: "DYNAMO_PORT", value: "8000" },
  { name: "DYN_HTTP_PORT", value: "8000" },
];

const WORKER_ENV: readonly JsonObject[] = [
  { name: "DYN_SYSTEM_ENABLED", value: "true" },
  { name: "DYN_SYSTEM_USE_ENDPOINT_HEALTH_STATUS", value: '["generate"]' },
  { name: "DYN_SYSTEM_PORT", value: "9090" },
  { name: "DYN_HEALTH_CHECK_ENABLED", value: "false" },
  { name: "NIXL_TELEMETRY_ENABLE", value: "n" },
  { name: "NIXL_TELEMETRY_EXPORTER", value: "prometheus" },
  { name: "NIXL_TELEMETRY_PROMETHEUS_PORT", value: "19090" },
  { name: "DYN_FORWARDPASS_METRIC_PORT", value: "20380" },
];

function fromField(name: string, fieldPath: string): JsonObject {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
