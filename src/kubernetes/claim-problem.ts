import { type JsonObject, objectAt, textAt } from "./json.ts";

/**
 * Why no new pod can mount a claim; `undefined` if nothing is known against it. The scheduler refuses the first two
 * (`VolumeRestrictions`, `VolumeBinding`), the kubelet the third.
 */
export function findClaimProblem(claim: JsonObject): string | undefined {
  if (textAt(objectAt(claim, "metadata"), "deletionTimestamp") !== undefined) return "is being deleted";
  if (textAt(objectAt(claim, "status"), "phase") === "Lost") return "has lost its volume";
  return textAt(objectAt(claim, "spec"), "volumeMode") === "Block" ? "is a block device" : undefined;
}
