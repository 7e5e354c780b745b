import { admitGraph } from "../../graph/admit-graph.ts";
import { isGraph } from "../../graph/graph.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import type { PodTemplate } from "../../kubernetes/manifest-objects.ts";
import { OPERATOR_VERSION } from "../../operator/component.ts";
import { type DerivedPods, derivePods } from "../../operator/derive-pods.ts";
import { readGraph } from "../../operator/read-graph.ts";

/** The origin of a derived pod. */
export interface Derivation {
  /** Such as `DynamoGraphDeployment vllm-agg`. */
  readonly source: string;
  readonly component: string;
  readonly role: DerivedPods["role"];
  /** The number of such pods. */
  readonly count: number;
  /** The version of Dynamo's operator whose rules are followed. */
  readonly operator: string;
  /** The webhook's warnings about the graph. */
  readonly warnings: readonly string[];
}

/** Derives the pods that the operator would create for a graph after its admission. */
export function derivedTemplates(
  object: JsonObject,
  fallback: string,
): readonly { readonly template: PodTemplate; readonly derivation: Derivation }[] {
  const metadata = objectAt(object, "metadata");
  const namespace = textAt(metadata, "namespace") ?? fallback;
  const name = textAt(metadata, "name") || textAt(metadata, "generateName") || "";
  const { graph, warnings } = isGraph(object)
    ? admitGraph(object, { namespace, name })
    : { graph: object, warnings: [] };
  const source = `${textAt(object, "kind")} ${name}`;
  return derivePods(readGraph(graph, namespace)).map(({ component, role, count, pod }) => ({
    template: { title: formatTitle(source, component, role), pointer: "", template: pod, namespace },
    derivation: { source, component, role, count, operator: OPERATOR_VERSION, warnings },
  }));
}

function formatTitle(source: string, component: string, role: DerivedPods["role"]): string {
  return `${source}: ${component}${role === "main" ? "" : ` (${role})`}`;
}
