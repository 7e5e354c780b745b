import type { ObjectReader } from "../cluster/objects/object-reader.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { collectionPath, ENDPOINT_SLICES } from "../kubernetes/resource-type.ts";

/** The endpoints behind a Service. */
export interface Endpoints {
  readonly ready: readonly Endpoint[];
  readonly unready: number;
}

export interface Endpoint {
  readonly address: string;
  /** The endpoint's own port, which may differ from the Service's. */
  readonly port: number;
  /** `undefined` if the endpoint is not a pod. */
  readonly pod: string | undefined;
}

const SERVICE_LABEL = "kubernetes.io/service-name";

/** Reads the endpoints of one port of a Service. */
export async function readEndpoints(reader: ObjectReader, service: JsonObject, port: number): Promise<Endpoints> {
  const metadata = objectAt(service, "metadata");
  const labelSelector = `${SERVICE_LABEL}=${textAt(metadata, "name")}`;
  const path = collectionPath(ENDPOINT_SLICES, textAt(metadata, "namespace"));
  return endpointsIn(await reader.list({ name: "endpointslices", path, labelSelector }), portName(service, port));
}

/** Merges the EndpointSlices of one Service. During a change of address families an endpoint may be in two. */
export function endpointsIn(slices: readonly JsonObject[], name: string): Endpoints {
  const ready = new Map<string, Endpoint>();
  let unready = 0;
  for (const slice of slices) {
    const port = objectsAt(slice, "ports").find((each) => (textAt(each, "name") ?? "") === name);
    const number = port && member(port, "port");
    for (const endpoint of objectsAt(slice, "endpoints")) {
      if (member(objectAt(endpoint, "conditions"), "ready") === false || typeof number !== "number") unready++;
      else for (const each of readEndpoint(endpoint, number)) ready.set(each.pod ?? each.address, each);
    }
  }
  return { ready: [...ready.values()], unready };
}

function readEndpoint(endpoint: JsonObject, port: number): readonly Endpoint[] {
  const addresses = member(endpoint, "addresses");
  const [address] = Array.isArray(addresses) ? addresses : [];
  const target = objectAt(endpoint, "targetRef");
  const pod = textAt(target, "kind") === "Pod" ? textAt(target, "name") : undefined;
  return typeof address === "string" ? [{ address, port, pod }] : [];
}

/** A slice uses the Service's port name, which is optional for a single port. */
function portName(service: JsonObject, port: number): string {
  const chosen = objectsAt(objectAt(service, "spec"), "ports").find((each) => member(each, "port") === port);
  return textAt(chosen ?? {}, "name") ?? "";
}
