import { type JsonObject, objectAt } from "../../kubernetes/json.ts";

/** The number of GPUs that a container requests, from requests before limits (`getGPUQuantity`). */
export function countDevices(container: JsonObject): number {
  const resources = objectAt(container, "resources");
  return amountIn(objectAt(resources, "requests")) ?? amountIn(objectAt(resources, "limits")) ?? 0;
}

function amountIn(amounts: JsonObject): number | undefined {
  const name = Object.hasOwn(amounts, "nvidia.com/gpu") ? "nvidia.com/gpu" : Object.keys(amounts).find(isDevice);
  if (name === undefined) return undefined;
  const amount = Number(amounts[name]);
  return Number.isFinite(amount) ? amount : 0;
}

function isDevice(name: string): boolean {
  const lower = name.toLowerCase();
  return lower === "gpu" || lower.endsWith("/gpu") || lower.includes(".com/gpu") || /(^|\/)mig-/.test(lower);
}

/** The container's resources without GPUs, which a claim replaces. */
export function withoutDevices(container: JsonObject): JsonObject {
  const resources = objectAt(container, "resources");
  const kinds = ["requests", "limits"].filter((kind) => Object.hasOwn(resources, kind));
  return { ...resources, ...Object.fromEntries(kinds.map((kind) => [kind, dropDevices(objectAt(resources, kind))])) };
}

function dropDevices(amounts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => !isDevice(name)));
}
