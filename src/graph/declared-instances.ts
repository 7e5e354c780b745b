import { ManifestError } from "@model-express-injector/yaml-weaving/manifest-error.ts";
import { readManifests } from "@model-express-injector/yaml-weaving/read-manifests.ts";
import { exceeds } from "../kubernetes/extent.ts";
import { isObject, type JsonObject, textAt } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { plain } from "../kubernetes/quoted.ts";
import { INSTANCES_ANNOTATION, MOVED_ANNOTATION } from "../model-express/keys.ts";
import { type GraphName, objectNameOf } from "./graph.ts";
import { problemOfInstance } from "./instance-spec.ts";

/** Specs of ModelExpress by the names that they have in the graph, as the user wrote them: without defaults. */
export type Instances = ReadonlyMap<string, JsonObject>;

/** One sentence: the place, what is wrong there, and what is accepted. */
export interface Problem {
  readonly problem: string;
}

export type Declared = { readonly instances: Instances } | Problem;

export function isProblem(value: Declared): value is Problem {
  return "problem" in value;
}

/**
 * What a graph's annotations declare: the user's own, and what was taken out of the graph, the user's own being right
 * where both name one. It is all or nothing: half of it would not say what the user wants.
 */
export function declaredInstances(graph: GraphName, annotations: JsonObject): Declared {
  const own = validInstances(INSTANCES_ANNOTATION, annotations, graph);
  const moved = validInstances(MOVED_ANNOTATION, annotations, graph);
  if (isProblem(own)) return own;
  if (isProblem(moved)) return moved;
  const instances = new Map([...moved.instances, ...own.instances]);
  if (instances.size > LIMITS.instancesPerGraph) return { problem: `the graph ${tooMany(instances.size)}` };
  const problem = problemOfNames(graph, [...instances.keys()]);
  return problem === undefined ? { instances } : { problem };
}

function validInstances(annotation: string, annotations: JsonObject, graph: GraphName): Declared {
  const read = readInstances(annotation, annotations);
  if (isProblem(read)) return read;
  for (const [name, spec] of read.instances) {
    const problem = problemOfInstance(graph, name, spec);
    if (problem !== undefined) return { problem: `annotation ${annotation}: ${problem}` };
  }
  return read;
}

/** What one annotation says, YAML or JSON, whatever the specs are; nothing when it is absent or empty. */
export function readInstances(annotation: string, annotations: JsonObject): Declared {
  const place = `annotation ${annotation}`;
  const text = textAt(annotations, annotation) ?? "";
  if (text.length > LIMITS.declaration) {
    return { problem: `${place}: has ${text.length} characters; at most ${LIMITS.declaration} are read` };
  }
  try {
    const [document, another] = readManifests(text, place);
    if (document === undefined) return { instances: new Map() };
    const { value } = document;
    const isMap = another === undefined && isObject(value) && Object.values(value).every(isObject);
    if (isMap) return instancesIn(value, place);
    return { problem: `${place}: expected names, and under each the spec of a ModelExpress` };
  } catch (error) {
    if (error instanceof ManifestError) return { problem: plain(error.message) };
    // The parser is recursive: it runs out of stack.
    if (error instanceof RangeError) return { problem: `${place}: is nested too deep` };
    throw error;
  }
}

function instancesIn(value: JsonObject, place: string): Declared {
  const instances = Object.entries(value) as [string, JsonObject][];
  if (instances.length > LIMITS.instancesPerGraph) return { problem: `${place}: ${tooMany(instances.length)}` };
  const large = instances.find(([, spec]) => exceeds(spec, { size: LIMITS.modelExpressSpec }));
  if (large === undefined) return { instances: new Map(instances) };
  return { problem: `${place}: ${plain(large[0])} is larger than ${LIMITS.modelExpressSpec} characters, or too deep` };
}

/** A sentence for a graph with more instances than it may have. */
export function tooMany(count: number): string {
  return `declares ${count} ModelExpress; a graph may have at most ${LIMITS.instancesPerGraph}`;
}

/** Dynamo's names know upper case, those of objects do not. */
function problemOfNames({ name: graph }: GraphName, names: readonly string[]): string | undefined {
  const objects = new Map<string, string>();
  for (const name of names) {
    const object = objectNameOf(graph, name);
    const other = objects.get(object);
    if (other !== undefined) return `${other} and ${name} would both be the ModelExpress ${object}: rename one`;
    objects.set(object, name);
  }
  return undefined;
}
