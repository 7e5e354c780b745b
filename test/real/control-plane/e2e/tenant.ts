import type { Client } from "../bed/client.ts";
import { createNamespace } from "../bed/namespace.ts";
import type { AdmittedPod } from "./injection-of.ts";
import { defaultDynamoNamespace } from "./worker.ts";

const optedIn = { "modelexpress.nvidia.com/inject": "enabled" };

/** A Model Express Service to make. */
export interface InstanceOptions {
  readonly name?: string;
  /** The dynamo namespace that it serves, or `global`. */
  readonly serves?: string;
  readonly claim?: string;
  readonly image?: string;
}

/** A Kubernetes namespace and what its users do in it. */
export interface Tenant {
  readonly namespace: string;
  /** The path of a resource here: `pods`, `services/name`; other groups as `apps/v1/deployments`. */
  path(resource: string): string;
  /** Creates a pod; the answer is what was admitted. */
  create(pod: object, query?: string): Promise<AdmittedPod>;
  pods(): Promise<AdmittedPod[]>;
  createInstance(options?: InstanceOptions): Promise<void>;
  deleteInstance(name?: string): Promise<void>;
  createClaim(name: string, accessModes?: readonly string[]): Promise<void>;
}

/** Makes a namespace, opted in unless other labels are given. */
export async function createTenant(
  client: Client,
  labels: Readonly<Record<string, string>> = optedIn,
): Promise<Tenant> {
  return tenantOf(client, await createNamespace(client, labels));
}

/** Acts in a namespace that exists. */
export function tenantOf(client: Client, namespace: string): Tenant {
  function path(resource: string): string {
    const [first = "", version = "", ...rest] = resource.split("/");
    const isOfGroup = /^v\d/.test(version);
    const root = isOfGroup ? `/apis/${first}/${version}` : "/api/v1";
    return `${root}/namespaces/${namespace}/${isOfGroup ? rest.join("/") : resource}`;
  }
  return {
    namespace,
    path,
    create: (pod, query = "") => client.create<AdmittedPod>(path("pods") + query, pod),
    pods: () => client.list<AdmittedPod>(path("pods")),
    createInstance: async (options) => void (await client.create(path("services"), instanceService(options))),
    deleteInstance: (name = "model-express") => client.delete(path(`services/${name}`)),
    createClaim: async (name, accessModes = ["ReadWriteMany"]) => {
      await client.create(path("persistentvolumeclaims"), {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name },
        spec: { accessModes, resources: { requests: { storage: "500Gi" } } },
      });
    },
  };
}

/** The labelled Service that marks an instance. */
export function instanceService({
  name = "model-express",
  serves = defaultDynamoNamespace,
  claim,
  image,
}: InstanceOptions = {}) {
  const annotations = {
    ...(claim === undefined ? {} : { "modelexpress.nvidia.com/claim": claim }),
    ...(image === undefined ? {} : { "modelexpress.nvidia.com/image": image }),
  };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name,
      labels: { "modelexpress.nvidia.com/dynamo-namespace": serves },
      annotations,
    },
    spec: { selector: { app: name }, ports: [{ name: "grpc", port: 8001 }] },
  };
}
