import { type JsonObject, member, objectAt } from "./json.ts";

/** The access modes of a claim, from many writers to a single pod. */
export const ACCESS_MODES = ["ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"] as const;

/** The access modes that a PersistentVolumeClaim requests; empty if unset. */
export function readAccessModes(claim: JsonObject): readonly string[] {
  const modes = member(objectAt(claim, "spec"), "accessModes");
  return Array.isArray(modes) ? modes.filter((mode) => typeof mode === "string") : [];
}
