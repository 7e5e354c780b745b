import type { KubernetesObject } from "../bed/client.ts";
import { worker } from "../e2e/worker.ts";

const PREFIX = "modelexpress.nvidia.com";

/** Something that a tenant with the role `edit` may create, made to take long. */
export interface HostileObject {
  readonly title: string;
  /** Below the tenant's namespace. */
  readonly resource: string;
  readonly object: object;
}

function named(name: string, annotations: KubernetesObject["metadata"]["annotations"] = {}, labels = {}): object {
  return { name, annotations, labels };
}

function service(title: string, parts: { readonly annotations?: Readonly<Record<string, string>>; ports?: object[] }) {
  const { annotations = {}, ports = [{ name: "grpc", port: 8001 }] } = parts;
  const metadata = named(`evil-${title.length}`, annotations, { [`${PREFIX}/dynamo-namespace`]: "team-graph" });
  const object = { apiVersion: "v1", kind: "Service", metadata, spec: { ports } };
  return { title: `Service: ${title}`, resource: "services", object };
}

function pod(title: string, main: object, spec: object = {}): HostileObject {
  return { title: `Pod (dry run): ${title}`, resource: "pods?dryRun=All", object: worker({ main, spec }) };
}

function script(text: string): object {
  return { command: ["sh", "-c", text], args: [] };
}

function graph(title: string, instances: string): HostileObject {
  return {
    title: `DynamoGraphDeployment: ${title}`,
    resource: "nvidia.com/v1alpha1/dynamographdeployments",
    object: {
      apiVersion: "nvidia.com/v1alpha1",
      kind: "DynamoGraphDeployment",
      metadata: named(`evil-${title.length}`, { [`${PREFIX}/instances`]: instances }),
      spec: { services: { Frontend: { componentType: "frontend" } } },
    },
  };
}

function modelExpress(title: string, spec: object): HostileObject {
  return {
    title: `ModelExpress: ${title}`,
    resource: `${PREFIX}/v1alpha1/modelexpresses`,
    object: {
      apiVersion: `${PREFIX}/v1alpha1`,
      kind: "ModelExpress",
      metadata: named(`evil-${title.length}`),
      spec: { dynamoNamespace: "team-graph", pvc: { name: "models" }, ...spec },
    },
  };
}

const slashes = `${"/".repeat(150_000)}x`;
const functions = `${Array.from({ length: 20 }, (_, i) => `f${i}(){ f${i + 1};f${i + 1}; };`).join("")}f20(){ sh -c x; };f0;`;
const manyInstances = `a: &a {pvc: {name: c, create: true, size: 1Gi}}\n${Array.from({ length: 3000 }, (_, i) => `b${i}: *a\n`).join("")}`;
const laughs = Array.from({ length: 9 }, (_, i) => `l${i}: &l${i} [${`*l${i - 1},`.repeat(i === 0 ? 0 : 9)}x]\n`).join(
  "",
);
const ports = Array.from({ length: 10_000 }, (_, i) => ({ name: `p${i}`, port: i + 1 }));
const variables = Array.from({ length: 10_000 }, (_, i) => ({ name: `A${i}`, value: `$(A${i - 1})$(A${i - 1})` }));
const containers = Array.from({ length: 1000 }, (_, i) => ({ ...script(functions), name: `c${i}`, image: "i" }));

export const HOSTILE_OBJECTS: readonly HostileObject[] = [
  service("150,000 slashes in a path", { annotations: { [`${PREFIX}/claim-sub-path`]: slashes } }),
  service("200,000 commas in a list", { annotations: { [`${PREFIX}/image-pull-secrets`]: ",".repeat(200_000) } }),
  service("10,000 ports", { ports }),
  pod("let with a name of 250,000", script(`let ${"a".repeat(250_000)}`)),
  pod("functions that call each other twice", script(functions)),
  pod("1,000 such containers", script(functions), { containers }),
  pod("slashes by reference", {
    env: [
      { name: "A", value: "/".repeat(1500) },
      { name: "B", value: "$(A)".repeat(50) },
      { name: "HF_HOME", value: "$(B)x" },
    ],
  }),
  pod("10,000 variables, each twice the one before", { env: variables }),
  pod("700,000 quotes", script('"'.repeat(700_000))),
  graph("3,001 instances by an alias", manyInstances),
  graph("nested aliases", laughs),
  graph("200,000 brackets", "[".repeat(200_000)),
  modelExpress("a variable of 900,000 slashes", { env: [{ name: "A", value: "/".repeat(900_000) }] }),
  modelExpress("a pod template of 20,000 members", {
    podTemplate: { spec: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, [i]])) },
  }),
  {
    title: "PersistentVolumeClaim: 200,000 quotes in an annotation",
    resource: "persistentvolumeclaims",
    object: {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: named("evil", { a: '"'.repeat(200_000) }),
      spec: { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "1Gi" } } },
    },
  },
  {
    title: "ConfigMap: 900,000 bytes",
    resource: "configmaps",
    object: { apiVersion: "v1", kind: "ConfigMap", metadata: named("evil"), data: { a: "\\".repeat(450_000) } },
  },
];
