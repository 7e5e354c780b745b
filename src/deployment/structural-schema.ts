import * as z from "zod";
import { isObject, type JsonObject, type JsonValue, member } from "../kubernetes/json.ts";

/**
 * Converts to the "structural" schema that a CustomResourceDefinition accepts: JSON Schema without `$schema`,
 * `propertyNames`, and `additionalProperties` beside `properties`.
 */
export function buildStructuralSchema(schema: z.ZodType): JsonObject {
  const { $schema, ...json } = z.toJSONSchema(schema, { io: "input" });
  const structural = toStructural(json as JsonObject);
  return isObject(structural) ? structural : {};
}

function toStructural(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((each) => toStructural(each) ?? null);
  if (!isObject(value)) return value;
  return member(value, "x-kubernetes-int-or-string") === true ? toIntOrString(value) : toStructuralObject(value);
}

/**
 * `anyOf` of integer and string is the one form that a structural schema allows without a type. The string's
 * constraints move beside it.
 */
function toIntOrString({ anyOf, ...rest }: JsonObject): JsonObject {
  const [, { type: _, ...text } = {}] = Array.isArray(anyOf) ? anyOf.filter(isObject) : [];
  return { ...rest, ...text, anyOf: [{ type: "integer" }, { type: "string" }] };
}

function toStructuralObject({ propertyNames: _, additionalProperties, ...rest }: JsonObject): JsonObject {
  const own = Object.fromEntries(
    Object.entries(rest)
      .filter(isMeant)
      .map(([key, each]) => [key, toStructural(each)]),
  );
  if (additionalProperties === undefined || additionalProperties === false) return own;
  const isOpen = isObject(additionalProperties) && Object.keys(additionalProperties).length === 0;
  if (isOpen) return { ...own, "x-kubernetes-preserve-unknown-fields": true };
  return { ...own, additionalProperties: toStructural(additionalProperties) };
}

/** Drops what Zod adds: the bounds of safe integers, and the empty `properties` of an open object. */
function isMeant([key, value]: readonly [string, JsonValue | undefined]): boolean {
  if (key === "properties") return isObject(value) && Object.keys(value).length > 0;
  return value !== Number.MAX_SAFE_INTEGER && value !== Number.MIN_SAFE_INTEGER;
}
