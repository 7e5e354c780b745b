import { isObject, type JsonObject, member, parseJson } from "../../kubernetes/json.ts";
import { parseAmount } from "../../kubernetes/quantity.ts";
import type { Resources } from "../pod/pod.ts";

/** The resources that the annotation may set. No devices. */
const NAMES: ReadonlySet<string> = new Set(["cpu", "memory", "ephemeral-storage"]);

export const RESOURCES_FORM =
  'cpu=500m,memory=512Mi, or {"requests":{…},"limits":{…}} of cpu, memory, ephemeral-storage';

/**
 * Parses `cpu=500m,memory=512Mi`, which sets equal requests and limits, or a container's `resources` as JSON;
 * `undefined` for anything else, including limits below requests.
 */
export function parseResources(text: string): Resources | undefined {
  const resources = text.trimStart().startsWith("{") ? fromJson(text) : fromPairs(text);
  if (resources === undefined) return undefined;
  const { requests, limits } = resources;
  const isOrdered = Object.entries(requests).every(([name, request]) => {
    const [least, most] = [parseAmount(request), parseAmount(member(limits, name))];
    return least === undefined || most === undefined || least <= most;
  });
  return isOrdered ? resources : undefined;
}

function fromPairs(text: string): Resources | undefined {
  const pairs = text.split(",").map((pair) => pair.split("=").map((part) => part.trim()));
  if (!pairs.every(([name = "", quantity = "", ...rest]) => rest.length === 0 && isStated(name, quantity))) {
    return undefined;
  }
  const quantities = Object.fromEntries(pairs) as JsonObject;
  return Object.keys(quantities).length === pairs.length ? { requests: quantities, limits: quantities } : undefined;
}

function fromJson(text: string): Resources | undefined {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  const isKnown = Object.keys(value).every((key) => key === "requests" || key === "limits");
  const { requests = {}, limits = {} } = value;
  return isKnown && areQuantities(requests) && areQuantities(limits) ? { requests, limits } : undefined;
}

function areQuantities(value: unknown): value is JsonObject {
  return isObject(value) && Object.entries(value).every(([name, quantity]) => isStated(name, quantity));
}

function isStated(name: string, quantity: unknown): boolean {
  const isText = typeof quantity === "string" || typeof quantity === "number";
  return NAMES.has(name) && isText && (parseAmount(quantity) ?? -1n) >= 0n;
}
