import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { LIMITS } from "../kubernetes/limits.ts";
import { INSTANCES_ANNOTATION, MOVED_ANNOTATION } from "../model-express/keys.ts";
import {
  type Declared,
  describeTooMany,
  isProblem,
  readDeclaredInstances,
  readInstances,
} from "./declared-instances.ts";
import { describeDropped, listDroppedFields, rewriteCommand } from "./dropped-fields.ts";
import { countOthers, findComponents } from "./find-components.ts";
import { type GraphName, isGraph, readAnnotations, toDynamoNamespace, toObjectName } from "./graph.ts";
import type { GraphMutation, GraphReason, GraphRequest } from "./graph-mutation.ts";
import { type IsOptedIn, listDoubts } from "./graph-warnings.ts";
import { checkInstance } from "./instance-spec.ts";
import { annotate, type Note, planNote } from "./moved-note.ts";
import { buildRemovals } from "./removals.ts";
import { describeLeftOut, describeScope, type Taken, takeComponent } from "./take-component.ts";

/**
 * Takes the components of type ModelExpress out of a graph, because Dynamo would refuse them or run something else.
 * Records them in an annotation, from which the controller creates one ModelExpress each. Idempotent.
 */
export function mutateGraph(
  { namespace, object: graph, oldObject }: GraphRequest,
  isOptedIn: IsOptedIn,
): GraphMutation {
  if (!isGraph(graph)) return { reason: "NotAGraph", operations: [], warnings: [] };
  const name = { namespace, name: readName(graph) };
  const components = findComponents(graph);
  if (components.length > LIMITS.instancesPerGraph) return refused(`the graph ${describeTooMany(components.length)}`);
  const taken = components.map((component) =>
    takeComponent(component, (each, spec) => checkInstance(name, each, spec)),
  );
  const note = planNote(graph, oldObject, taken);
  const dropped = listDroppedFields(graph);
  const others = dropped.filter((place) => !taken.some(({ component }) => `${component.place}.pvc` === place));
  const declared = readDeclaredInstances(name, { ...readAnnotations(graph), [MOVED_ANNOTATION]: note.text });
  return {
    reason: chooseReason(taken, note, declared),
    operations: [...buildRemovals(graph, taken), ...annotate(graph, note)],
    warnings: [
      ...(isProblem(declared) ? [`${declared.problem}; nothing is changed until this is fixed`] : []),
      ...taken.map((each) => describeTaken(each, name, dropped)),
      ...note.givenUp.map((each) => describeWithdrawal(each, name)),
      ...(others.length === 0 ? [] : [describeDropped(others)]),
      ...(isAlone(graph, taken) ? [ALONE] : []),
      ...doubled(graph, taken),
      ...(isProblem(declared) ? [] : listDoubts(name, declared.instances, isOptedIn)),
    ],
  };
}

function refused(problem: string): GraphMutation {
  return {
    reason: "InvalidDeclaration",
    operations: [],
    warnings: [`${problem}; nothing is changed until this is fixed`],
  };
}

/** Dynamo refuses a graph without components. */
function isAlone(graph: JsonObject, taken: readonly Taken[]): boolean {
  return (
    taken.length > 0 &&
    countOthers(
      graph,
      taken.map(({ component }) => component),
    ) === 0
  );
}

const ALONE = "Dynamo refuses a graph without any other component: apply a ModelExpress by itself instead";

function describeWithdrawal(component: string, graph: GraphName): string {
  const object = toObjectName(graph.name, component);
  return `the graph has no ${component} any more, so the ModelExpress ${object} is deleted; its claim stays unless deletionPolicy says otherwise`;
}

function describeTaken(taken: Taken, graph: GraphName, dropped: readonly string[]): string {
  const { component, problem, spec = {} } = taken;
  const start = `${component.place} is taken out of the graph`;
  const claim = `${component.place}.pvc`;
  if (problem !== undefined && dropped.includes(claim)) {
    return `${start}, and not deployed: its pvc was dropped by the API server, because Dynamo's API has no such field: ${rewriteCommand()}`;
  }
  if (problem !== undefined) return `${start}, and not deployed: ${problem}`;
  const object = toObjectName(graph.name, component.name);
  const served = describeScope({ dynamoNamespace: toDynamoNamespace(graph), ...spec });
  return `${start} and deployed as the ModelExpress ${object} for ${served}${describeLeftOut(taken)}`;
}

function readName(graph: JsonObject): string {
  const metadata = objectAt(graph, "metadata");
  return textAt(metadata, "name") || (textAt(metadata, "generateName") ?? "");
}

function chooseReason(taken: readonly Taken[], { givenUp }: Note, declared: Declared): GraphReason {
  const isInvalid = isProblem(declared) || taken.some(({ problem }) => problem !== undefined);
  if (isInvalid) return "InvalidDeclaration";
  if (taken.length > 0) return "ComponentMoved";
  if (givenUp.length > 0) return "ComponentWithdrawn";
  return declared.instances.size > 0 ? "Declared" : "NotDeclared";
}

function doubled(graph: JsonObject, taken: readonly Taken[]): readonly string[] {
  const own = readInstances(INSTANCES_ANNOTATION, readAnnotations(graph));
  if (isProblem(own)) return [];
  const names = taken.map(({ component }) => component.name).filter((name) => own.instances.has(name));
  return names.map((name) => `annotation ${INSTANCES_ANNOTATION} has a ${name} too, which takes precedence`);
}
