import { readAccessModes } from "../kubernetes/access-modes.ts";
import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import type { Claim } from "../model-express/directory.ts";

export function readClaim(object: JsonObject, namespace: string, name: string): Claim {
  const claim = { namespace, name, accessModes: readAccessModes(object) };
  const problem = findClaimProblem(object);
  return problem === undefined ? claim : { ...claim, problem };
}

/** The scheduler refuses the first two (`VolumeRestrictions`, `VolumeBinding`), the kubelet the third. */
function findClaimProblem(object: JsonObject): string | undefined {
  if (textAt(objectAt(object, "metadata"), "deletionTimestamp") !== undefined) return "is being deleted";
  if (textAt(objectAt(object, "status"), "phase") === "Lost") return "has lost its volume";
  return textAt(objectAt(object, "spec"), "volumeMode") === "Block" ? "is a block device" : undefined;
}
