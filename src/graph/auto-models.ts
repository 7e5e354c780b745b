import { type JsonObject, member } from "../kubernetes/json.ts";

/** The `models` of a declaration that stand for the models which the graph's components name. */
export const AUTO = "auto";

export function asksForModels(spec: JsonObject): boolean {
  return member(spec, "models") === AUTO;
}

/** The spec with these models in place of `auto`; without the field if there are none. */
export function resolveModels(spec: JsonObject, models: readonly string[]): JsonObject {
  if (!asksForModels(spec)) return spec;
  const { models: _, ...others } = spec;
  return models.length === 0 ? others : { ...others, models };
}
