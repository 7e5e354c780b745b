import { isObject, type JsonObject, member, objectAt } from "../../kubernetes/json.ts";
import { LIMITS } from "../../kubernetes/limits.ts";

/** The pod exceeds a limit. The message names the limit. */
export class TooLarge extends Error {}

/**
 * Checks the extent of what {@link readPod} would parse, before it does.
 *
 * @throws {TooLarge}
 */
export function demandExtent(pod: JsonObject): void {
  const spec = objectAt(pod, "spec");
  const containers = [...listAt(spec, "containers"), ...listAt(spec, "initContainers")];
  demand(containers.length, LIMITS.containers, "containers");
  const count = (...keys: readonly string[]): number => countIn(containers, keys);
  demand(count("command", "args", "env", "envFrom"), LIMITS.words, "words and variables");
  demand(count("volumeMounts", "volumeDevices"), LIMITS.mounts, "mounts and devices");
  demand(countIn([spec], ["volumes", "imagePullSecrets"]), LIMITS.mounts, "volumes");
}

function demand(actual: number, most: number, what: string): void {
  if (actual > most) throw new TooLarge(`the pod has ${actual} ${what}; at most ${most} are read`);
}

/** The total length of these lists in all objects. */
function countIn(objects: readonly unknown[], keys: readonly string[]): number {
  let count = 0;
  for (const object of objects) {
    if (isObject(object)) for (const key of keys) count += listAt(object, key).length;
  }
  return count;
}

function listAt(raw: JsonObject, key: string): readonly unknown[] {
  const value = member(raw, key);
  return Array.isArray(value) ? value : [];
}
