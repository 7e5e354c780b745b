import { member } from "../kubernetes/json.ts";
import type { Place } from "./cache/places.ts";
import type { Pod } from "./pod/pod.ts";
import type { Warning } from "./warning.ts";

/**
 * An emptyDir on disk counts against the limit of the pod: the sum of its containers', or an init container's if that is
 * larger. Beyond it the kubelet evicts the pod.
 */
export function warnOfEphemeralStorage(pod: Pod, place: Place): readonly Warning[] {
  const isOnDisk = !pod.volumes.some(({ name, memory }) => name === place.volumeName && memory !== undefined);
  if (place.source !== "emptyDir" || !isOnDisk) return [];
  const all = [...pod.containers, ...pod.initContainers];
  const limited = all.find(({ resources }) => member(resources.limits, "ephemeral-storage") !== undefined);
  if (limited === undefined) return [];
  const limit = member(limited.resources.limits, "ephemeral-storage");
  const detail = `container ${limited.name} is limited to ${limit}, models included; raise it, or set stream.storageClass`;
  return [{ code: "EphemeralStorage", detail }];
}
