/** A kind of objects as the API's paths know it. */
export interface ResourceType {
  /** `v1`, `apps/v1`, … */
  readonly apiVersion: string;
  /** `secrets`, `deployments`, … */
  readonly plural: string;
}

/** Where one object is; without a namespace: in the cluster's scope. */
export interface ObjectReference {
  readonly type: ResourceType;
  readonly namespace?: string;
  readonly name: string;
}

/** The path of a type's objects: in a namespace, or in all of them. */
export function collectionPath({ apiVersion, plural }: ResourceType, namespace?: string): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`}/${plural}`;
}

/** `/api/v1/namespaces/inference/secrets/token`. */
export function objectPath({ type, namespace, name }: ObjectReference): string {
  return `${collectionPath(type, namespace)}/${encodeURIComponent(name)}`;
}

/** `secrets inference/token`, for people. */
export function shown({ type, namespace, name }: ObjectReference): string {
  return `${type.plural} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
