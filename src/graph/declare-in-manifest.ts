import { KUBECTL_STYLE } from "@model-express-injector/yaml-weaving/block-style.ts";
import { blockLines } from "@model-express-injector/yaml-weaving/block-text.ts";
import type { ChangeOperation } from "@model-express-injector/yaml-weaving/change.ts";
import { isObject, type JsonObject, member, objectAt, pointerToken, textAt } from "../kubernetes/json.ts";
import { INSTANCES_ANNOTATION } from "../model-express/keys.ts";
import { type Declared, isProblem, readDeclaredInstances, readInstances } from "./declared-instances.ts";
import { countOthers, findComponents, findTopLevel } from "./find-components.ts";
import { type GraphName, isGraph, readAnnotations, toDynamoNamespace } from "./graph.ts";
import { listDoubts } from "./graph-warnings.ts";
import { checkInstance } from "./instance-spec.ts";
import { fromEmptyGraph, fromFragment } from "./lone-instances.ts";
import { type ManifestChange, refuseChange } from "./manifest-change.ts";
import { buildRemovals } from "./removals.ts";
import { describeLeftOut, describeScope, type Taken, takeComponent } from "./take-component.ts";

/**
 * Rewrites the Model Express of a graph, in any of the proposal's forms, so that the API server accepts it. Returns
 * `undefined` for an object that is not a graph and declares no Model Express.
 *
 * @param namespace for objects that name none
 */
export function declareInManifest(object: JsonObject, namespace: string): ManifestChange | undefined {
  const isFragment = member(object, "kind") === undefined && member(object, "apiVersion") === undefined;
  if (!isGraph(object) && !isFragment) return undefined;
  const components = [...findComponents(object), ...findTopLevel(object)];
  if (isFragment) return components.length === 0 ? undefined : fromFragment(components);
  const graph = readName(object, namespace);
  const taken = components.map((each) => takeComponent(each, (name, spec) => checkInstance(graph, name, spec)));
  const isEmpty = components.length > 0 && countOthers(object, components) === 0;
  return isEmpty ? fromEmptyGraph(object, graph, taken) : inGraph(object, graph, taken);
}

function readName(object: JsonObject, namespace: string): GraphName {
  const metadata = objectAt(object, "metadata");
  return { namespace: textAt(metadata, "namespace") ?? namespace, name: textAt(metadata, "name") ?? "" };
}

/** Moves the components into the annotation, beside what it already declares. */
function inGraph(object: JsonObject, graph: GraphName, taken: readonly Taken[]): ManifestChange {
  const before = readInstances(INSTANCES_ANNOTATION, readAnnotations(object));
  const problems = taken.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0 || isProblem(before)) return refuseChange([...problems, ...listProblems(before)]);
  const added = taken.map(({ component, spec = {} }) => [component.name, spec] as const);
  const text = toYaml(Object.fromEntries([...before.instances, ...added]));
  const operations = taken.length === 0 ? [] : [...buildRemovals(object, taken), annotation(object, text)];
  const annotations = { ...readAnnotations(object), ...(taken.length === 0 ? {} : { [INSTANCES_ANNOTATION]: text }) };
  const declared = readDeclaredInstances(graph, annotations);
  if (isProblem(declared)) return refuseChange([declared.problem]);
  const sentences = taken.map((each) => describeTaken(each, graph));
  const doubts = listDoubts(graph, declared.instances, () => undefined);
  return { operations, sentences, doubts, problems: [] };
}

function listProblems(declared: Declared): readonly string[] {
  return isProblem(declared) ? [declared.problem] : [];
}

function describeTaken(taken: Taken, graph: GraphName): string {
  const served = describeScope({ dynamoNamespace: toDynamoNamespace(graph), ...taken.spec });
  const start = `${taken.component.place} becomes the annotation ${INSTANCES_ANNOTATION}`;
  return `${start}, because Dynamo's API has no place for it; it serves ${served}${describeLeftOut(taken)}`;
}

function annotation(object: JsonObject, text: string): ChangeOperation {
  const metadata = objectAt(object, "metadata");
  const path = `/metadata/annotations/${pointerToken(INSTANCES_ANNOTATION)}`;
  if (textAt(readAnnotations(object), INSTANCES_ANNOTATION)) return { op: "replace", path, value: text };
  if (isObject(member(metadata, "annotations"))) return { op: "add", path, value: text };
  const value = { [INSTANCES_ANNOTATION]: text };
  if (isObject(member(object, "metadata"))) return { op: "add", path: "/metadata/annotations", value };
  return { op: "add", path: "/metadata", value: { annotations: value } };
}

function toYaml(instances: object): string {
  return `${blockLines(instances, KUBECTL_STYLE).join("\n")}\n`;
}
