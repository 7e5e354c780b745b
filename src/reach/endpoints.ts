import type { ObjectReader } from "../cluster/objects/object-reader.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { collectionPath, ENDPOINT_SLICES } from "../kubernetes/resource-type.ts";

/** What answers behind a Service. */
export interface Endpoints {
  readonly ready: readonly Endpoint[];
  readonly unready: number;
}

export interface Endpoint {
  readonly address: string;
  /** Its own port, which may differ from the Service's. */
  readonly port: number;
  /** `undefined` when it is not a pod. */
  readonly pod: string | undefined;
}

const SERVICE_LABEL = "kubernetes.io/service-name";

/** Reads what answers at one port of a Service. */
export async function readEndpoints(reader: ObjectReader, service: JsonObject, port: number): Promise<Endpoints> {
  const metadata = objectAt(service, "metadata");
  const labelSelector = `${SERVICE_LABEL}=${textAt(metadata, "name")}`;
  const path = collectionPath(ENDPOINT_SLICES, textAt(metadata, "namespace"));
  return endpointsIn(await reader.list({ name: "endpointslices", path, labelSelector }), portName(service, port));
}

/** Of the slices of one Service; one endpoint is in two for a while when the Service has addresses of two families. */
export function endpointsIn(slices: readonly JsonObject[], name: string): Endpoints {
  const ready = new Map<string, Endpoint>();
  let unready = 0;
  for (const slice of slices) {
    const port = objectsAt(slice, "ports").find((each) => (textAt(each, "name") ?? "") === name);
    const number = port && member(port, "port");
    for (const endpoint of objectsAt(slice, "endpoints")) {
      if (member(objectAt(endpoint, "conditions"), "ready") === false || typeof number !== "number") unready++;
      else for (const each of endpointOf(endpoint, number)) ready.set(each.pod ?? each.address, each);
    }
  }
  return { ready: [...ready.values()], unready };
}

function endpointOf(endpoint: JsonObject, port: number): readonly Endpoint[] {
  const addresses = member(endpoint, "addresses");
  const [address] = Array.isArray(addresses) ? addresses : [];
  const target = objectAt(endpoint, "targetRef");
  const pod = textAt(target, "kind") === "Pod" ? textAt(target, "name") : undefined;
  return typeof address === "string" ? [{ address, port, pod }] : [];
}

/** A slice names a port as the Service does; a Service with one port may leave it without a name. */
function portName(service: JsonObject, port: number): string {
  const chosen = objectsAt(objectAt(service, "spec"), "ports").find((each) => member(each, "port") === port);
  return textAt(chosen ?? {}, "name") ?? "";
}
