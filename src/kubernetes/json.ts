/** Any value that `JSON.parse` can return. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. Read it with {@link member}: a key may be `__proto__`. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** Parses a JSON text; `undefined` if it is none. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object's own member. `null` counts as absent, as in Kubernetes. */
export function member(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}

/** The object without members that are `undefined`. */
export function withoutUndefined(object: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** Escapes a key as a reference token of a JSON pointer (RFC 6901). */
export function pointerToken(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The value at a path of keys and indices; `undefined` if there is none. */
export function valueAt(value: unknown, path: readonly (string | number | symbol)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isObject(inner) && Object.hasOwn(inner, key) ? inner[String(key)] : undefined;
  }, value);
}

/** The member if it is a string. */
export function textAt(parent: JsonObject, key: string): string | undefined {
  const value = member(parent, key);
  return typeof value === "string" ? value : undefined;
}

/** The strings in the member, if it is a list. */
export function textsAt(parent: JsonObject, key: string): readonly string[] {
  const value = member(parent, key);
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** The member if it is a number. */
export function numberAt(parent: JsonObject, key: string): number | undefined {
  const value = member(parent, key);
  return typeof value === "number" ? value : undefined;
}

/** The member if it is an object, else `{}`. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = member(parent, key);
  return isObject(value) ? value : {};
}

/** The objects in the member, if it is a list. */
export function objectsAt(parent: JsonObject, key: string): readonly JsonObject[] {
  const value = member(parent, key);
  return Array.isArray(value) ? value.filter(isObject) : [];
}
