import type { JsonObject } from "../injection/json.ts";
import { GLOBAL } from "../model-express/keys.ts";
import { componentSpec } from "./component-spec.ts";
import type { Component } from "./find-components.ts";
import { type GraphName, objectNameOf, ownDynamoNamespace } from "./graph.ts";
import { problemOfInstance } from "./instance-spec.ts";

/** A component that is taken out of its graph, and a sentence about it. */
export interface Taken {
  readonly component: Component;
  /** Of its ModelExpress; absent when the component cannot be understood. */
  readonly spec?: JsonObject;
  readonly sentence: string;
}

/** A sentence for people should not become a list. */
const MOST_LEFT_OUT = 4;

export function takeComponent(component: Component, graph: GraphName): Taken {
  const { spec, leftOut } = componentSpec(component);
  const problem = problemOfInstance(graph, component.name, spec);
  const start = `${component.place} is taken out of the graph`;
  if (problem !== undefined) return { component, sentence: `${start}, and not deployed: ${problem}` };
  const object = objectNameOf(graph.name, component.name);
  const deployed = `${start} and deployed as the ModelExpress ${object} for ${servedBy(spec, graph)}`;
  return { component, spec, sentence: `${deployed}${withoutOf(leftOut)}` };
}

/** For people: whom a ModelExpress of a graph serves. */
function servedBy({ dynamoNamespace }: JsonObject, graph: GraphName): string {
  if (dynamoNamespace === GLOBAL) return "every dynamo namespace";
  return `the dynamo namespace ${dynamoNamespace ?? ownDynamoNamespace(graph)}`;
}

function withoutOf(leftOut: readonly string[]): string {
  if (leftOut.length === 0) return "";
  const named = leftOut.slice(0, MOST_LEFT_OUT).join(", ");
  return `, without its ${named}${leftOut.length > MOST_LEFT_OUT ? ", …" : ""}`;
}
