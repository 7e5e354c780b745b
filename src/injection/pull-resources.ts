import { type JsonObject, type JsonValue, member } from "./json.ts";
import type { Container, Pod, Resources } from "./pod.ts";

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

const QUANTITY = /^(\d+(?:\.\d*)?|\.\d+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;
const DECIMAL = ["m", "", "k", "M", "G", "T", "P", "E"];
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** The amount of a Kubernetes quantity (`500m`, `64Gi`, 2), or `undefined` for a form that is not worth comparing. */
function amountOf(quantity: JsonValue | undefined): number | undefined {
  const [, digits, suffix = ""] = QUANTITY.exec(String(quantity ?? "")) ?? [];
  if (digits === undefined) return undefined;
  const binary = BINARY.indexOf(suffix);
  return Number(digits) * (binary > 0 ? 1024 ** binary : 1000 ** (DECIMAL.indexOf(suffix) - 1));
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
