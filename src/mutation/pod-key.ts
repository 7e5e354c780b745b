import type { PodRequest } from "../injection/decide.ts";
import { isObject, type JsonObject, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";

/** The part of a pod that decisions depend on: labels, annotations and the spec. */
export function relevantPart(object: JsonObject): JsonObject {
  const { metadata, spec } = object;
  return isObject(metadata)
    ? { metadata: { labels: metadata["labels"], annotations: metadata["annotations"] }, spec }
    : { metadata, spec };
}

/** How the API server names the volume of a pod's ServiceAccount token (`admission/serviceaccount`, `names/generate`). */
export const TOKEN_PREFIX = "kube-api-access-";
const TOKEN_VOLUME = /^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
/** Serialized JSON has no unescaped control character. */
const STAND_IN = "\u0000";

/** The text of a pod's namespace and relevant part, and the random name in it. */
export interface PodKey {
  readonly text: string;
  readonly tokenVolume: string | undefined;
}

/**
 * The same for all replicas: a stand-in replaces the random name of the token's volume, which decisions only compare with
 * other names. Equal texts are equal pods but for that name.
 */
export function toKey({ namespace, object }: PodRequest): PodKey {
  const part = isObject(object) ? relevantPart(object) : object;
  const text = JSON.stringify(part);
  const tokenVolume = findTokenVolume(object);
  const shared = tokenVolume === undefined ? text : text.replaceAll(tokenVolume, STAND_IN);
  return { text: `${namespace} ${shared}`, tokenVolume };
}

export function isTokenVolume(name: string): boolean {
  return TOKEN_VOLUME.test(name);
}

/** The name of the volume with a pod's ServiceAccount token, if the API server has chosen it. */
export function findTokenVolume(object: unknown): string | undefined {
  const names = isObject(object) ? objectsAt(objectAt(object, "spec"), "volumes").map(nameOf) : [];
  return names.findLast(isTokenVolume);
}

function nameOf(volume: JsonObject): string {
  return textAt(volume, "name") ?? "";
}
