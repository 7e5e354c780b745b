import { isObject, type JsonObject, type JsonValue } from "../../../src/kubernetes/json.ts";

/** Where something stands in a JSON value. */
export type Place = readonly (string | number)[];

export interface Places {
  readonly texts: readonly Place[];
  readonly lists: readonly Place[];
  readonly objects: readonly Place[];
}

/** Every place of an object, by what is there. */
export function placesIn(root: JsonObject): Places {
  const found: { texts: Place[]; lists: Place[]; objects: Place[] } = { texts: [], lists: [], objects: [] };
  visit(root, [], found);
  return found;
}

function visit(value: unknown, at: Place, found: { texts: Place[]; lists: Place[]; objects: Place[] }): void {
  if (typeof value === "string") found.texts.push(at);
  else if (Array.isArray(value)) {
    if (value.length > 0) found.lists.push(at);
    value.forEach((each, index) => void visit(each, [...at, index], found));
  } else if (isObject(value)) {
    found.objects.push(at);
    for (const [key, each] of Object.entries(value)) visit(each, [...at, key], found);
  }
}

export function valueAt(root: JsonObject, place: Place): JsonValue {
  return place.reduce<JsonValue>((value, key) => (value as never)[key], root);
}

/** The same object with another value at a place; all else is shared. */
export function withValue<T extends JsonValue>(root: T, [key, ...rest]: Place, value: JsonValue): T {
  if (key === undefined) return value as T;
  const copy = (Array.isArray(root) ? [...root] : { ...(root as JsonObject) }) as Record<string | number, JsonValue>;
  copy[key] = withValue(copy[key] as JsonValue, rest, value);
  return copy as unknown as T;
}

/** `spec.containers[].env[HF_HOME].value`: the same for the same use, whichever element of its list it is. */
export function useOf(root: JsonObject, place: Place): string {
  let list: JsonValue | undefined;
  let value: JsonValue = root;
  let use = "";
  for (const key of place) {
    list = value;
    value = (list as never)[key] as JsonValue;
    if (typeof key === "string") use += `.${key}`;
    else use += use.endsWith(".env") ? `[${nameOf(value)}]` : `[${flagBefore(list, key)}]`;
  }
  return use;
}

/** A variable is read by its name. */
function nameOf(value: JsonValue): string {
  return isObject(value) && typeof value["name"] === "string" ? value["name"] : "";
}

/** A word is read by the flag that it follows. */
function flagBefore(list: JsonValue, index: number): string {
  const before = Array.isArray(list) ? (list[index - 1] as JsonValue | undefined) : undefined;
  return typeof before === "string" && before.startsWith("-") ? before.slice(0, 40) : "";
}
