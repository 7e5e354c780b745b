import { type JsonObject, member, objectAt } from "../kubernetes/json.ts";
import type { Taken } from "./take-component.ts";

/** An RFC 6902 operation that takes something out. */
export interface Removal {
  readonly op: "remove";
  readonly path: string;
}

/**
 * What takes components out of a graph, the last of a list first, because each moves those behind it. A map of services
 * that is empty then goes too: v1beta1 has none, and refuses an empty one as well.
 */
export function removalsOf(graph: JsonObject, taken: readonly Taken[]): readonly Removal[] {
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
