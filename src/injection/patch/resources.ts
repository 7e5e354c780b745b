import { type JsonObject, type JsonValue, member } from "../../kubernetes/json.ts";
import { amountOf } from "../../kubernetes/quantity.ts";
import type { Pull } from "../decision.ts";
import type { Pod, Resources } from "../pod/pod.ts";

/** What a container can share with the pull. Devices are not among it. */
const NAMES = ["cpu", "memory", "ephemeral-storage"];

/**
 * What the pull reserves: what the container states that it pulls for, and nothing where that states nothing. A pod
 * reserves the larger of its init containers and the sum of the others, so it reserves nothing more than before, keeps
 * its QoS class, and any LimitRange or ResourceQuota that takes the pod takes it still. The configuration can only lower
 * it; the pod's annotation states it. What the pod has as a whole (`spec.resources`) is shared by its containers.
 */
export function pullResources(pull: Pull, pod: Pod, configured: Resources): JsonObject | undefined {
  const { like, resources: stated } = pull;
  if (stated !== undefined) return written(stated);
  const shared = new Set([...Object.keys(pod.resources.requests), ...Object.keys(pod.resources.limits)]);
  const names = NAMES.filter((name) => !shared.has(name));
  const caps = isInMemory(pull, pod) ? withoutMemory(configured) : configured;
  const limits = atMost(pick(like.resources.limits, names), caps.limits);
  const requests = atMost(atMost(pick(like.resources.requests, names), caps.requests), limits);
  return written({ requests, limits });
}

/** Files in memory count as the memory of whoever writes them. */
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
  const [value, most] = [amountOf(quantity), amountOf(bound)];
  return value !== undefined && most !== undefined && most < value ? bound : quantity;
}

function written({ requests, limits }: Resources): JsonObject | undefined {
  const resources = { ...(isEmpty(requests) ? {} : { requests }), ...(isEmpty(limits) ? {} : { limits }) };
  return isEmpty(resources) ? undefined : resources;
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
