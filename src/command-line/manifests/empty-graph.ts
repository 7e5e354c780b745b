import { describeMisspelt } from "../../graph/fields/misspelt-fields.ts";
import { countOthers } from "../../graph/find-components.ts";
import type { JsonObject } from "../../kubernetes/json.ts";

/** Whether a graph names no component, of any type. */
export function isEmptyGraph(graph: JsonObject): boolean {
  return countOthers(graph, []) === 0;
}

/** What an object without components lacks: the field that is misspelt, or where components are named. */
export function describeEmptyGraph(graph: JsonObject): string {
  const [misspelt = PLACES] = describeMisspelt(graph);
  return `has no component that makes pods; ${misspelt}`;
}

const PLACES = "name them under spec.components (v1beta1) or spec.services (v1alpha1)";
