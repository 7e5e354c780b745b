import type { JsonObject } from "../../../../src/kubernetes/json.ts";
import { type DerivedPods, derivePods } from "../../../../src/operator/derive-pods.ts";
import { readGraph } from "../../../../src/operator/read-graph.ts";
import { WORKER_IMAGE } from "../images/build-parts.ts";
import type { StoredPod } from "./pods.ts";
import type { Tenant } from "./tenant.ts";

/** The graph whose dynamo namespace is the tenant's. */
export const GRAPH = "graph";

const SELECTOR = "nvidia.com/dynamo-graph-deployment-name";
const SUFFIX: Partial<Record<DerivedPods["role"], string>> = { leader: "-ldr", worker: "-wkr" };

/** A component with the stand-in engine. @param members such as `multinode` */
export function component(name: string, container: JsonObject, members: JsonObject = {}): JsonObject {
  const main = { name: "main", image: WORKER_IMAGE, command: ["python3", "-m", "dynamo.vllm"], ...container };
  return { name, type: "worker", podTemplate: { spec: { containers: [main] } }, ...members };
}

export interface GraphOptions {
  readonly components: readonly JsonObject[];
  readonly annotations?: JsonObject;
  /** Members of the graph's spec. */
  readonly spec?: JsonObject;
}

export function graphOf(tenant: Tenant, { components, annotations = {}, spec = {} }: GraphOptions): JsonObject {
  return {
    apiVersion: "nvidia.com/v1beta1",
    kind: "DynamoGraphDeployment",
    metadata: { name: GRAPH, namespace: tenant.namespace, annotations },
    spec: { components, ...spec },
  };
}

/** The Service by which the pods of a graph find each other. */
export async function createHeadlessService(tenant: Tenant): Promise<void> {
  await tenant.client.create(tenant.path("services"), {
    metadata: { name: `${GRAPH}-0` },
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: { [SELECTOR]: GRAPH },
      ports: [{ port: 2222 }],
    },
  });
}

/** How the pods of a graph differ from those that are derived. */
export interface GraphPodOptions {
  /** Of this component only. */
  readonly component?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Members of the spec, from what is derived. */
  readonly change?: (spec: JsonObject) => JsonObject;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Creates one pod of each role of a graph, named `<component>-<role>`, as Dynamo's operator and Grove do. */
export async function createGraphPods(
  tenant: Tenant,
  graph: JsonObject,
  options: GraphPodOptions = {},
): Promise<readonly StoredPod[]> {
  const derived = derivePods(readGraph(graph, tenant.namespace));
  const chosen = derived.filter(({ component: name }) => name === (options.component ?? name));
  return Promise.all(chosen.map((each) => tenant.pods.create(orchestratePod(each, options))));
}

/** What Grove does: a name, a host name that the others know, and the gate's end. The operator's account is not here. */
function orchestratePod({ component: name, role, pod }: DerivedPods, options: GraphPodOptions): object {
  const { annotations = {}, labels = {}, change = (spec) => spec } = options;
  const { metadata, spec } = pod as { metadata: { labels: JsonObject; annotations?: JsonObject }; spec: JsonObject };
  const { schedulingGates: _, serviceAccountName: __, ...rest } = spec;
  const own = name.toLowerCase();
  return {
    metadata: {
      name: `${own}-${role}`,
      labels: { ...metadata.labels, ...labels },
      annotations: { ...metadata.annotations, ...annotations },
    },
    spec: {
      ...change(rest),
      hostname: `${GRAPH}-0-${own}-0-${own}${SUFFIX[role] ?? ""}-0`,
      subdomain: `${GRAPH}-0`,
      terminationGracePeriodSeconds: 1,
    },
  };
}
