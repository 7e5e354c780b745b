import { type JsonObject, member, objectAt } from "./json.ts";

/** The modes that a claim can have, from many writers to one pod. */
export const ACCESS_MODES = ["ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"] as const;

/** The access modes that a PersistentVolumeClaim asks for; none when it does not say. */
export function readAccessModes(claim: JsonObject): readonly string[] {
  const modes = member(objectAt(claim, "spec"), "accessModes");
  return Array.isArray(modes) ? modes.filter((mode) => typeof mode === "string") : [];
}
