import { type JsonObject, type JsonValue, member } from "../../kubernetes/json.ts";
import { amountOf } from "../../kubernetes/quantity.ts";
import type { Container, Pod, Resources } from "../pod/pod.ts";

/**
 * What the pull reserves: the configured quantities, but no more than the container that it pulls for. So a pod reserves
 * nothing more than before, and a LimitRange or a ResourceQuota that takes the pod takes it still. What the pod states as
 * a whole (`spec.resources`) is left out: its containers share that. `undefined` when nothing is left to state.
 */
export function pullResources(configured: Resources, pod: Pod, { resources: like }: Container): JsonObject | undefined {
  const shared = new Set([...Object.keys(pod.resources.requests), ...Object.keys(pod.resources.limits)]);
  const limits = atMost(own(configured.limits, shared), like.limits);
  const requests = atMost(atMost(own(configured.requests, shared), like.requests), limits);
  const resources = { ...(isEmpty(requests) ? {} : { requests }), ...(isEmpty(limits) ? {} : { limits }) };
  return isEmpty(resources) ? undefined : resources;
}

function own(quantities: JsonObject, shared: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(quantities).filter(([name]) => !shared.has(name)));
}

function atMost(quantities: JsonObject, bounds: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(quantities).map(([name, quantity]) => [name, smaller(quantity, member(bounds, name))]),
  );
}

function smaller(quantity: JsonValue | undefined, bound: JsonValue | undefined): JsonValue | undefined {
  const [value, most] = [amountOf(quantity), amountOf(bound)];
  return value !== undefined && most !== undefined && most < value ? bound : quantity;
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
