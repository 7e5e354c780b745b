import { type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";

/** The claims that the operator creates for a graph: those of `spec.pvcs` with `create: true` (`reconcilePVC`). */
export function deriveClaims(graph: JsonObject, namespace: string): readonly JsonObject[] {
  const made = objectsAt(objectAt(graph, "spec"), "pvcs").filter((claim) => member(claim, "create") === true);
  return made.flatMap((claim) => {
    const [name, mode] = [textAt(claim, "name"), textAt(claim, "volumeAccessMode")];
    return name === undefined || mode === undefined ? [] : [buildClaim({ namespace, name }, mode)];
  });
}

function buildClaim(metadata: JsonObject, mode: string): JsonObject {
  return { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata, spec: { accessModes: [mode] } };
}
