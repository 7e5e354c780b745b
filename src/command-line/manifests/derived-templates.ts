import { admitGraph } from "../../graph/admit-graph.ts";
import { describeMisspelt } from "../../graph/fields/misspelt-fields.ts";
import { isGraph } from "../../graph/graph.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import type { PodTemplate } from "../../kubernetes/manifest-objects.ts";
import { OPERATOR_VERSION } from "../../operator/component.ts";
import { type DerivedPods, derivePods } from "../../operator/derive-pods.ts";
import { readGraph } from "../../operator/read-graph.ts";
import { listRefusals, type Refusal } from "../../operator/refusals.ts";

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
  /** Why the operator creates none of these pods. */
  readonly refused?: string;
}

/**
 * Derives the pods that the operator would create for a graph after its admission.
 *
 * @param file what holds the graph, as a shell takes it
 */
export function derivedTemplates(
  object: JsonObject,
  fallback: string,
  file?: string,
): readonly { readonly template: PodTemplate; readonly derivation: Derivation }[] {
  const metadata = objectAt(object, "metadata");
  const namespace = textAt(metadata, "namespace") ?? fallback;
  const name = textAt(metadata, "name") || textAt(metadata, "generateName") || "";
  const { graph, warnings: admitted } = isGraph(object)
    ? admitGraph(object, { namespace, name }, file)
    : { graph: object, warnings: [] };
  const warnings = [...describeMisspelt(object), ...admitted];
  const source = `${textAt(object, "kind")} ${name}`;
  const read = readGraph(graph, namespace);
  const refusals = listRefusals(read);
  return derivePods(read).map(({ component, role, count, pod }) => ({
    template: { title: formatTitle(source, component, role), pointer: "", template: pod, namespace },
    derivation: {
      ...{ source, component, role, count, operator: OPERATOR_VERSION, warnings },
      ...explainRefusal(refusals, component),
    },
  }));
}

function explainRefusal(refusals: readonly Refusal[], component: string): Pick<Derivation, "refused"> {
  const found = refusals.find((each) => each.component === undefined || each.component === component);
  if (found === undefined) return {};
  const scope = found.component === undefined ? "of the graph" : "of this component";
  return { refused: `Dynamo's operator creates no pod ${scope}: ${found.detail}` };
}

function formatTitle(source: string, component: string, role: DerivedPods["role"]): string {
  return `${source}: ${component}${role === "main" ? "" : ` (${role})`}`;
}
