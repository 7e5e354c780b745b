import { ManifestError } from "@model-express-injector/yaml-weaving/manifest-error.ts";
import { readManifests } from "@model-express-injector/yaml-weaving/read-manifests.ts";
import { exceeds } from "../kubernetes/extent.ts";
import { isObject, type JsonObject, textAt } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { plain } from "../kubernetes/quoted.ts";
import { INSTANCES_ANNOTATION, MOVED_ANNOTATION } from "../model-express/keys.ts";
import { type GraphName, toObjectName } from "./graph.ts";
import { checkInstance } from "./instance-spec.ts";

/** ModelExpress specs by their names in the graph, as the user wrote them, without defaults. */
export type Instances = ReadonlyMap<string, JsonObject>;

/** One sentence: the place, the error, and the accepted values. */
export interface Problem {
  readonly problem: string;
}

export type Declared = { readonly instances: Instances } | Problem;

export function isProblem(value: Declared): value is Problem {
  return "problem" in value;
}

/**
 * Reads what a graph's annotations declare: the user's own annotation and the record of the components taken out. The
 * user's own takes precedence. One invalid entry invalidates all, because half of a declaration may not be what the
 * user wants.
 */
export function readDeclaredInstances(graph: GraphName, annotations: JsonObject): Declared {
  const own = readValidInstances(INSTANCES_ANNOTATION, annotations, graph);
  const moved = readValidInstances(MOVED_ANNOTATION, annotations, graph);
  if (isProblem(own)) return own;
  if (isProblem(moved)) return moved;
  const instances = new Map([...moved.instances, ...own.instances]);
  if (instances.size > LIMITS.instancesPerGraph) return { problem: `the graph ${describeTooMany(instances.size)}` };
  const problem = checkNames(graph, [...instances.keys()]);
  return problem === undefined ? { instances } : { problem };
}

function readValidInstances(annotation: string, annotations: JsonObject, graph: GraphName): Declared {
  const read = readInstances(annotation, annotations);
  if (isProblem(read)) return read;
  for (const [name, spec] of read.instances) {
    const problem = checkInstance(graph, name, spec);
    if (problem !== undefined) return { problem: `annotation ${annotation}: ${problem}` };
  }
  return read;
}

/**
 * Parses one annotation (YAML or JSON) without validating the specs. Empty when the annotation is absent or empty.
 */
export function readInstances(annotation: string, annotations: JsonObject): Declared {
  const place = `annotation ${annotation}`;
  const text = textAt(annotations, annotation) ?? "";
  const excess = findExcess(text);
  if (excess !== undefined) return { problem: `${place}: ${excess} are read` };
  try {
    const [document, another] = readManifests(text, place);
    if (document === undefined) return { instances: new Map() };
    const { value } = document;
    const isMap = another === undefined && isObject(value) && Object.values(value).every(isObject);
    if (isMap) return checkSizes(value, place);
    return { problem: `${place}: expected a mapping from names to ModelExpress specs` };
  } catch (error) {
    if (error instanceof ManifestError) return { problem: plain(error.message) };
    // The parser is recursive and runs out of stack.
    if (error instanceof RangeError) return { problem: `${place}: is nested too deep` };
    throw error;
  }
}

const MARKS = /[\n,:{}[\]"'&*!?#]|- /g;

/** Checked before the text is parsed, because the parser takes long for each mark, whether it is right or wrong. */
function findExcess(text: string): string | undefined {
  if (text.length > LIMITS.declaration) return `has ${text.length} characters; at most ${LIMITS.declaration}`;
  const marks = text.match(MARKS)?.length ?? 0;
  if (marks <= LIMITS.declarationMarks) return undefined;
  return `has ${marks} lines, quotes, brackets, colons and commas; at most ${LIMITS.declarationMarks}`;
}

function checkSizes(value: JsonObject, place: string): Declared {
  const instances = Object.entries(value) as [string, JsonObject][];
  if (instances.length > LIMITS.instancesPerGraph) return { problem: `${place}: ${describeTooMany(instances.length)}` };
  const large = instances.find(([, spec]) => exceeds(spec, { size: LIMITS.modelExpressSpec }));
  if (large === undefined) return { instances: new Map(instances) };
  return { problem: `${place}: ${plain(large[0])} is larger than ${LIMITS.modelExpressSpec} characters, or too deep` };
}

export function describeTooMany(count: number): string {
  return `declares ${count} ModelExpress; a graph may have at most ${LIMITS.instancesPerGraph}`;
}

/** Names in Dynamo may have upper case, names of objects may not, so two names can collide. */
function checkNames({ name: graph }: GraphName, names: readonly string[]): string | undefined {
  const objects = new Map<string, string>();
  for (const name of names) {
    const object = toObjectName(graph, name);
    const other = objects.get(object);
    if (other !== undefined) return `${other} and ${name} would both be the ModelExpress ${object}: rename one`;
    objects.set(object, name);
  }
  return undefined;
}
