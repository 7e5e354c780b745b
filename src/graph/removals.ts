import { type JsonObject, member, objectAt } from "../kubernetes/json.ts";
import type { Taken } from "./take-component.ts";

export interface Removal {
  readonly op: "remove";
  readonly path: string;
}

/**
 * Removes components from a graph. Of a list the last goes first, because each removal shifts the elements behind it.
 * A map of services that becomes empty is removed too: v1beta1 has no `services` and refuses an empty one as well.
 */
export function buildRemovals(graph: JsonObject, taken: readonly Taken[]): readonly Removal[] {
  const pointers = new Set(taken.flatMap(({ component }) => component.pointers));
  const services = [...pointers].filter((pointer) => pointer.startsWith(`${SERVICES}/`));
  const spec = objectAt(graph, "spec");
  const isEmptied = services.length > 0 && services.length === Object.keys(objectAt(spec, "services")).length;
  const hasOthers = Array.isArray(member(spec, "components"));
  const kept = isEmptied && hasOthers ? [...pointers].filter((pointer) => !services.includes(pointer)) : [...pointers];
  const whole = isEmptied && hasOthers ? [SERVICES] : [];
  return [...kept, ...whole].reverse().map((path) => ({ op: "remove", path }));
}

const SERVICES = "/spec/services";
