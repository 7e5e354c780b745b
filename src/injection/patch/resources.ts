import { type JsonObject, type JsonValue, member } from "../../kubernetes/json.ts";
import { parseAmount } from "../../kubernetes/quantity.ts";
import type { Pull } from "../decision.ts";
import type { Pod, Resources } from "../pod/pod.ts";

/** The resources that the pull copies from a container. No devices. */
const NAMES = ["cpu", "memory", "ephemeral-storage"];

/**
 * The pull's resources: those of the container that it pulls for, and none if that has none. A pod reserves the
 * maximum of its init containers and of the sum of its containers, so the pod's reservation and its QoS class do not
 * change, and a LimitRange or ResourceQuota that admitted the pod still does. The configuration can only lower them;
 * the pod's annotation replaces them. Resources of the whole pod (`spec.resources`) are shared by its containers.
 */
export function pullResources(pull: Pull, pod: Pod, configured: Resources): JsonObject | undefined {
  const { like, resources: stated } = pull;
  if (stated !== undefined) return written(withinPod(stated, pod.resources));
  const shared = new Set([...Object.keys(pod.resources.requests), ...Object.keys(pod.resources.limits)]);
  const names = NAMES.filter((name) => !shared.has(name));
  const caps = isInMemory(pull, pod) ? withoutMemory(configured) : configured;
  const limits = atMost(pick(like.resources.limits, names), caps.limits);
  const requests = atMost(atMost(pick(like.resources.requests, names), caps.requests), limits);
  return written({ requests, limits });
}

/** Kubernetes refuses a pod with a container that reserves or may use more than the whole pod. */
function withinPod({ requests, limits }: Resources, whole: Resources): Resources {
  return {
    requests: atMost(requests, { ...whole.limits, ...whole.requests }),
    limits: atMost(limits, whole.limits),
  };
}

/** Files in memory count as memory of the container that writes them. */
function isInMemory({ cache }: Pull, { volumes }: Pod): boolean {
  return volumes.some(({ name, memory }) => name === cache.mount.name && memory !== undefined);
}

function withoutMemory({ requests, limits }: Resources): Resources {
  const names = NAMES.filter((name) => name !== "memory");
  return { requests: pick(requests, names), limits: pick(limits, names) };
}

function pick(quantities: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const quantity = member(quantities, name);
      return quantity === undefined ? [] : [[name, quantity]];
    }),
  );
}

function atMost(quantities: JsonObject, bounds: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(quantities).map(([name, quantity]) => [name, smaller(quantity, member(bounds, name))]),
  );
}

function smaller(quantity: JsonValue | undefined, bound: JsonValue | undefined): JsonValue | undefined {
  const [value, most] = [parseAmount(quantity), parseAmount(bound)];
  return value !== undefined && most !== undefined && most < value ? bound : quantity;
}

function written({ requests, limits }: Resources): JsonObject | undefined {
  const resources = { ...(isEmpty(requests) ? {} : { requests }), ...(isEmpty(limits) ? {} : { limits }) };
  return isEmpty(resources) ? undefined : resources;
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
