import { isObject, type JsonObject, pointerToken, textAt } from "../kubernetes/json.ts";
import { MOVED_ANNOTATION } from "../model-express/keys.ts";
import { isProblem, readInstances } from "./declared-instances.ts";
import { hasComponent } from "./find-components.ts";
import { readAnnotations } from "./graph.ts";
import type { GraphOperation } from "./graph-mutation.ts";
import type { Taken } from "./take-component.ts";
import { isWithdrawn } from "./withdrawn.ts";

/** The desired content of the annotation that records the components taken out of a graph. */
export interface Note {
  /** Empty: the annotation is absent. */
  readonly text: string;
  /** Names of recorded components that the author has withdrawn. */
  readonly givenUp: readonly string[];
}

/**
 * The previously recorded components, minus the withdrawn ones, plus those that are taken out now. A component whose
 * new spec is invalid keeps its previous record.
 */
export function planNote(graph: JsonObject, before: unknown, taken: readonly Taken[]): Note {
  const noted = readInstances(MOVED_ANNOTATION, readAnnotations(graph));
  const now = taken.flatMap(({ component, spec }) => (spec === undefined ? [] : [[component.name, spec] as const]));
  if (isProblem(noted) && now.length === 0) return { text: readNote(graph), givenUp: [] };
  const old = isProblem(noted) ? [] : [...noted.instances];
  const here = new Set(taken.map(({ component }) => component.name));
  const kept = old.filter(([name]) => here.has(name) || !isGivenUp(name, graph, before));
  const moved = new Map([...kept, ...now]);
  const text = moved.size === 0 ? "" : JSON.stringify(Object.fromEntries(moved));
  const names = new Set(kept.map(([name]) => name));
  return { text, givenUp: old.flatMap(([name]) => (names.has(name) ? [] : [name])) };
}

/** Whether a component that was taken out earlier is withdrawn, or replaced by another one of its name. */
function isGivenUp(name: string, graph: JsonObject, before: unknown): boolean {
  return hasComponent(graph, name) || (isObject(before) && isWithdrawn(name, before, graph));
}

/** Operations that bring the annotation to the desired text. */
export function annotate(graph: JsonObject, { text }: Note): readonly GraphOperation[] {
  const annotations = readAnnotations(graph);
  const path = `/metadata/annotations/${pointerToken(MOVED_ANNOTATION)}`;
  if (text === readNote(graph)) return [];
  if (text === "") return [{ op: "remove", path }];
  if (Object.keys(annotations).length > 0) return [{ op: "add", path, value: text }];
  return [{ op: "add", path: "/metadata/annotations", value: { [MOVED_ANNOTATION]: text } }];
}

function readNote(graph: JsonObject): string {
  return textAt(readAnnotations(graph), MOVED_ANNOTATION) ?? "";
}
