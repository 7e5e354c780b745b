import { isObject, type JsonObject, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";

/** The part of a pod that decisions depend on: labels, annotations and the spec. */
export function relevantPart(object: JsonObject): JsonObject {
  const { metadata, spec } = object;
  return isObject(metadata)
    ? { metadata: { labels: metadata["labels"], annotations: metadata["annotations"] }, spec }
    : { metadata, spec };
}

/** How the API server names the volume of a pod's ServiceAccount token (`admission/serviceaccount`, `names/generate`). */
const TOKEN_VOLUME = /^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
/** Serialized JSON has no unescaped control character. */
const STAND_IN = "\u0000";

/** The text of a pod's relevant part, and the random name in it. */
export interface PodKey {
  readonly text: string;
  readonly tokenVolume: string | undefined;
}

/**
 * The same for all replicas: a stand-in replaces the random name of the token's volume, which decisions only compare with
 * other names. Equal texts are equal pods but for that name.
 */
export function toKey(part: JsonObject): PodKey {
  const text = JSON.stringify(part);
  const tokenVolume = findTokenVolume(part);
  return { text: tokenVolume === undefined ? text : text.replaceAll(tokenVolume, STAND_IN), tokenVolume };
}

function findTokenVolume(part: JsonObject): string | undefined {
  const isToken = (volume: JsonObject): boolean => TOKEN_VOLUME.test(textAt(volume, "name") ?? "");
  return textAt(objectsAt(objectAt(part, "spec"), "volumes").findLast(isToken) ?? {}, "name");
}
