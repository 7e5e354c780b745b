import { isObject, type JsonObject } from "../../../src/kubernetes/json.ts";
import type { Expectation } from "./case-schema.ts";

/** Keys whose members can be omitted one by one. */
const NESTED = new Set(["on", "pull"]);

/**
 * Omits, one after another, the keys without which an expectation is still exact, starting with those of single
 * targets.
 */
export function shrink(full: Expectation, isExact: (expectation: Expectation) => boolean): Expectation {
  const { reason: _, warnings: __, on, ...rest } = full as Expectation & JsonObject;
  const paths = pathsIn({ ...(on === undefined ? {} : { on: on as JsonObject }), ...rest });
  return paths.reduce((current, path) => {
    const smaller = omit(current as JsonObject, path) as Expectation;
    return isExact(smaller) ? smaller : current;
  }, full);
}

/** Inner keys precede the keys that contain them. */
function pathsIn(object: JsonObject, above: readonly string[] = []): string[][] {
  return Object.entries(object).flatMap(([key, value]) => {
    const path = [...above, key];
    const isNested = NESTED.has(path[0] ?? "") && path.length < 3 && isObject(value);
    return [...(isNested ? pathsIn(value, path) : []), path];
  });
}

function omit(object: JsonObject, [key, ...rest]: readonly string[]): JsonObject {
  if (key === undefined || !Object.hasOwn(object, key)) return object;
  const { [key]: value, ...others } = object;
  return rest.length > 0 && isObject(value) ? { ...others, [key]: omit(value, rest) } : others;
}
