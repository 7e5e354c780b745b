import { isObject, type JsonObject, member, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { quoted } from "../kubernetes/quoted.ts";
import type { GraphMutation, GraphRequest } from "./graph-mutation.ts";

/** Whether a claim exists, as far as it can be known. */
export type HasClaim = (namespace: string, name: string) => Promise<boolean>;

/** Each is a read. */
const MOST_CLAIMS = 8;

/**
 * Adds a warning for each claim that a graph names in `spec.pvcs`, does not create, and that does not exist: Dynamo's
 * operator then reconciles nothing of the graph ("legacy top-level PVC … not found", operator 1.5).
 */
export async function warnOfMissingClaims(
  { namespace, object }: GraphRequest,
  mutation: GraphMutation,
  hasClaim: HasClaim,
): Promise<GraphMutation> {
  const names = isObject(object) ? listClaims(object) : [];
  const found = await Promise.all(names.map((name) => hasClaim(namespace, name)));
  const missing = names.filter((_, index) => found[index] === false);
  return { ...mutation, warnings: [...mutation.warnings, ...missing.map((name) => sentence(name, namespace))] };
}

function listClaims(graph: JsonObject): readonly string[] {
  return objectsAt(objectAt(graph, "spec"), "pvcs")
    .filter((claim) => member(claim, "create") !== true)
    .flatMap((claim) => textAt(claim, "name") ?? [])
    .slice(0, MOST_CLAIMS);
}

function sentence(name: string, namespace: string): string {
  return `spec.pvcs names claim ${quoted(name)}, which is not in namespace ${namespace}: until it is, Dynamo's operator makes no pods of this graph; create it, or write create: true with a size`;
}
