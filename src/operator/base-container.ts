import type { JsonObject } from "../kubernetes/json.ts";
import { mergeTemplateAnnotations } from "./annotations.ts";
import { type Component, type Graph, isWorker } from "./component.ts";
import { buildDiscoveryEnv, readDiscovery } from "./discovery.ts";
import { nameDynamoNamespace } from "./dynamo-namespace.ts";

/** A container before the user's fields are merged over it (`GetBaseContainer` of each type). */
export function baseContainer(type: string | undefined, component: Component, graph: Graph): JsonObject {
  const common = commonEnv(type, component, graph);
  const prefix = { name: "DYN_NAMESPACE_PREFIX", value: nameDynamoNamespace(component, graph) };
  const shell = { name: "main", command: ["/bin/sh", "-c"] };
  if (type === "frontend") {
    return {
      name: "main",
      command: ["python3"],
      args: ["-m", "dynamo.frontend"],
      env: [...common, ...FRONTEND_ENV, prefix],
    };
  }
  if (type === "epp") return { name: "main", env: [...common, ...EPP_ENV, prefix], volumeMounts: [EPP_CACHE] };
  if (type === "planner") return { ...shell, env: [...common, { name: "PLANNER_PROMETHEUS_PORT", value: "9085" }] };
  return { ...shell, env: [...common, ...(isWorker({ type }) ? WORKER_ENV : [])] };
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
    ...buildDiscoveryEnv(readDiscovery(mergeTemplateAnnotations(component, graph))),
  ];
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

const EPP_ENV: readonly JsonObject[] = [
  { name: "USE_STREAMING", value: "true" },
  { name: "DYN_ENFORCE_DISAGG", value: "false" },
];

/** Model configurations that an endpoint picker downloads. */
const EPP_CACHE = { name: "hf-cache", mountPath: "/home/nonroot/.cache" };

/** The pod's spec before the user's fields are merged over it (`GetBasePodSpec` of each type). */
export function basePodSpec(component: Component, graph: Graph): JsonObject {
  const { type } = component;
  const { backend } = readDiscovery(mergeTemplateAnnotations(component, graph));
  const account =
    ACCOUNTS.get(type ?? "") ?? (backend === "kubernetes" ? `${graph.name}-k8s-service-discovery` : undefined);
  return {
    terminationGracePeriodSeconds: type === "epp" ? 130 : 60,
    restartPolicy: "Always",
    ...(account === undefined ? {} : { serviceAccountName: account }),
    ...(type === "epp" ? { volumes: [{ name: EPP_CACHE.name, emptyDir: {} }] } : {}),
  };
}

const ACCOUNTS: ReadonlyMap<string, string> = new Map([
  ["planner", "planner-serviceaccount"],
  ["epp", "epp-serviceaccount"],
]);

function fromField(name: string, fieldPath: string): JsonObject {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
