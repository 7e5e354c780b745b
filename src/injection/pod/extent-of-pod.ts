import { isObject, type JsonObject, member, objectAt } from "../../kubernetes/json.ts";
import { LIMITS } from "../../kubernetes/limits.ts";

/** The pod has more of something than is read; the message names it and the limit. */
export class TooLarge extends Error {}

/** Lists of a container that are read element by element. */
const CONTAINER_LISTS = ["command", "args", "env", "envFrom", "volumeMounts"] as const;
const POD_LISTS = ["volumes", "imagePullSecrets"] as const;

/** Counts what {@link readPod} would read, before it does. @throws TooLarge */
export function demandExtent(pod: JsonObject): void {
  const spec = objectAt(pod, "spec");
  const [containers, initContainers] = [listAt(spec, "containers"), listAt(spec, "initContainers")];
  demand(containers.length + initContainers.length, LIMITS.containers, "containers");
  const lists = [spec, ...containers, ...initContainers].map((raw, index) =>
    isObject(raw) ? lengthsOf(raw, index === 0 ? POD_LISTS : CONTAINER_LISTS) : 0,
  );
  const elements = lists.reduce((sum, length) => sum + length, 0);
  demand(elements, LIMITS.podElements, "words, variables, mounts and volumes");
}

function demand(actual: number, most: number, what: string): void {
  if (actual > most) throw new TooLarge(`the pod has ${actual} ${what}; at most ${most} are read`);
}

function lengthsOf(raw: JsonObject, keys: readonly string[]): number {
  return keys.reduce((sum, key) => sum + listAt(raw, key).length, 0);
}

function listAt(raw: JsonObject, key: string): readonly unknown[] {
  const value = member(raw, key);
  return Array.isArray(value) ? value : [];
}
