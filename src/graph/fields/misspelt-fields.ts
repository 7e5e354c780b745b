import { isObject, type JsonObject, type JsonValue, textAt } from "../../kubernetes/json.ts";
import { findNearNames } from "../../near-names.ts";
import { findComponents } from "../find-components.ts";
import { SHAPES } from "./graph-fields.ts";
import { describeMisspeltTypes } from "./misspelt-types.ts";
import type { Nested, Shape } from "./shape.ts";

/** More are counted only. */
const MOST_LISTED = 5;

/**
 * Describes the fields of a graph or component that Dynamo's API does not have, but almost: a misspelt name, or the
 * wrong place; and types that are almost ModelExpress. Other unknown fields may be those of another version of the operator.
 */
export function describeMisspelt(object: JsonObject): readonly string[] {
  const shape = SHAPES.get(`${textAt(object, "apiVersion")} ${textAt(object, "kind")}`);
  if (shape === undefined) return [];
  const modelExpresses = new Set<unknown>(findComponents(object).map(({ body }) => body));
  const fields = listIn({ value: object, shape, place: "" }, (value) => modelExpresses.has(value));
  const found = [...fields, ...describeMisspeltTypes(object)];
  const more = found.length - MOST_LISTED;
  return [...found.slice(0, MOST_LISTED), ...(more > 0 ? [`and ${more} more such fields`] : [])];
}

interface Place {
  readonly value: JsonObject;
  readonly shape: Shape;
  /** With a dot at its end, or empty. */
  readonly place: string;
}

/** @param isOther whether an object has fields of its own, which are checked elsewhere */
function listIn({ value, shape, place }: Place, isOther: (value: JsonValue) => boolean): readonly string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const nested = shape.inside[name];
    if (nested !== undefined && Object.hasOwn(shape.inside, name)) {
      const parts = listParts(nested, member, `${place}${name}`);
      return parts.filter((part) => !isOther(part.value)).flatMap((part) => listIn(part, isOther));
    }
    const meant = suggestField(name, shape);
    return meant === undefined ? [] : [`unknown field ${place}${name}: did you mean ${meant}?`];
  });
}

function listParts({ shape, of }: Nested, value: JsonValue | undefined, place: string): readonly Place[] {
  if (of === "items" && Array.isArray(value)) {
    return value.flatMap((item, index) =>
      isObject(item) ? [{ value: item, shape, place: `${place}[${index}].` }] : [],
    );
  }
  if (!isObject(value)) return [];
  if (of === "object") return [{ value, shape, place: `${place}.` }];
  if (of === "items") return [];
  return Object.entries(value).flatMap(([key, each]) =>
    isObject(each) ? [{ value: each, shape, place: `${place}.${key}.` }] : [],
  );
}

function suggestField(name: string, { names, old, elsewhere }: Shape): string | undefined {
  if (names.has(name) || old.has(name)) return undefined;
  if (Object.hasOwn(elsewhere, name)) return elsewhere[name];
  return findNearNames(name, names)[0];
}
