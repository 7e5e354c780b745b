import { KIND, MODEL_EXPRESSES } from "../deployment/model-express-type.ts";
import { type JsonObject, type JsonValue, objectAt, textAt } from "../kubernetes/json.ts";
import type { Component } from "./find-components.ts";
import { type GraphName, toDynamoNamespace, toLoneName, toObjectName } from "./graph.ts";
import { checkLoneInstance } from "./instance-spec.ts";
import { type ManifestChange, refuseChange } from "./manifest-change.ts";
import { describeLeftOut, describeScope, type Taken, takeComponent } from "./take-component.ts";

/** A fragment from the proposal has no graph around it, so the only possible result is a stand-alone ModelExpress. */
export function fromFragment(components: readonly Component[]): ManifestChange {
  const taken = components.map((component) => takeComponent(component, checkLoneInstance));
  return replaced(taken, {
    because: "there is no graph around it",
    metadata: ({ component }) => ({ name: toLoneName(component.name) }),
    spec: ({ spec = {} }) => spec,
  });
}

/**
 * Replaces a graph that consists of Model Express only, because Dynamo refuses a graph without any other component.
 */
export function fromEmptyGraph(object: JsonObject, graph: GraphName, taken: readonly Taken[]): ManifestChange {
  const namespace = textAt(objectAt(object, "metadata"), "namespace");
  return replaced(taken, {
    because: "Dynamo refuses a graph without any other component",
    metadata: ({ component }) => ({
      name: toObjectName(graph.name, component.name),
      ...(namespace === undefined ? {} : { namespace }),
    }),
    spec: ({ spec = {} }) => ({ dynamoNamespace: toDynamoNamespace(graph), ...spec }),
  });
}

interface Replacement {
  readonly because: string;
  readonly metadata: (taken: Taken) => JsonObject;
  readonly spec: (taken: Taken) => JsonObject;
}

function replaced(taken: readonly Taken[], { because, metadata, spec }: Replacement): ManifestChange {
  const problems = taken.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) return refuseChange(problems);
  const { apiVersion } = MODEL_EXPRESSES;
  const objects = taken.map((each) => ({ apiVersion, kind: KIND, metadata: metadata(each), spec: spec(each) }));
  const [only, ...others] = objects;
  const value: JsonValue =
    only !== undefined && others.length === 0 ? only : { apiVersion: "v1", kind: "List", items: objects };
  const sentences = taken.map((each, index) => {
    const served = describeScope(objects[index]?.spec ?? {});
    return `${each.component.place} becomes a ModelExpress for ${served}, because ${because}${describeLeftOut(each)}`;
  });
  return { operations: [{ op: "replace", path: "", value }], sentences, doubts: [], problems: [] };
}
