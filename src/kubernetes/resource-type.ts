/** A resource of the Kubernetes API. */
export interface ResourceType {
  /** Such as `v1` or `apps/v1`. */
  readonly apiVersion: string;
  /** Such as `secrets` or `deployments`. */
  readonly plural: string;
}

/** A reference to one object. Without a namespace it is cluster-scoped. */
export interface ObjectReference {
  readonly type: ResourceType;
  readonly namespace?: string;
  readonly name: string;
}

/** The API path of a resource, in one namespace or in all. */
export function collectionPath({ apiVersion, plural }: ResourceType, namespace?: string): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`}/${plural}`;
}

/** Such as `/api/v1/namespaces/inference/secrets/token`. */
export function objectPath({ type, namespace, name }: ObjectReference): string {
  return `${collectionPath(type, namespace)}/${encodeURIComponent(name)}`;
}

/** Such as `secrets inference/token`, for messages. */
export function shown({ type, namespace, name }: ObjectReference): string {
  return `${type.plural} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

const ADMISSION = "admissionregistration.k8s.io/v1";
const RBAC = "rbac.authorization.k8s.io/v1";

export const CLAIMS: ResourceType = { apiVersion: "v1", plural: "persistentvolumeclaims" };
export const CLUSTER_ROLE_BINDINGS: ResourceType = { apiVersion: RBAC, plural: "clusterrolebindings" };
export const CLUSTER_ROLES: ResourceType = { apiVersion: RBAC, plural: "clusterroles" };
export const CONFIG_MAPS: ResourceType = { apiVersion: "v1", plural: "configmaps" };
export const DEPLOYMENTS: ResourceType = { apiVersion: "apps/v1", plural: "deployments" };
export const ENDPOINT_SLICES: ResourceType = { apiVersion: "discovery.k8s.io/v1", plural: "endpointslices" };
export const EVENTS: ResourceType = { apiVersion: "v1", plural: "events" };
export const JOBS: ResourceType = { apiVersion: "batch/v1", plural: "jobs" };
export const LEASES: ResourceType = { apiVersion: "coordination.k8s.io/v1", plural: "leases" };
export const NAMESPACES: ResourceType = { apiVersion: "v1", plural: "namespaces" };
export const PODS: ResourceType = { apiVersion: "v1", plural: "pods" };
export const REGISTRATIONS: ResourceType = { apiVersion: ADMISSION, plural: "mutatingwebhookconfigurations" };
export const ROLE_BINDINGS: ResourceType = { apiVersion: RBAC, plural: "rolebindings" };
export const ROLES: ResourceType = { apiVersion: RBAC, plural: "roles" };
export const SECRETS: ResourceType = { apiVersion: "v1", plural: "secrets" };
export const SERVICES: ResourceType = { apiVersion: "v1", plural: "services" };
export const SERVICE_ACCOUNTS: ResourceType = { apiVersion: "v1", plural: "serviceaccounts" };
export const STATEFUL_SETS: ResourceType = { apiVersion: "apps/v1", plural: "statefulsets" };
export const STORAGE_CLASSES: ResourceType = { apiVersion: "storage.k8s.io/v1", plural: "storageclasses" };
