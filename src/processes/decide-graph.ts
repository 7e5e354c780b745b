import type { GraphMutation, GraphRequest } from "../graph/graph-mutation.ts";
import type { Mutator } from "../mutation/mutator.ts";

/** Imported with the first graph, because graphs are rare compared to pods. */
export async function decideGraph(request: GraphRequest, mutator: Mutator): Promise<GraphMutation> {
  const { mutateGraph } = await import("../graph/mutate-graph.ts");
  const { warnOfMissingClaims } = await import("../graph/missing-claims.ts");
  const mutation = mutateGraph(request, (namespace) => mutator.isOptedIn(namespace));
  return warnOfMissingClaims(request, mutation, (namespace, name) => mutator.hasClaim(namespace, name));
}
