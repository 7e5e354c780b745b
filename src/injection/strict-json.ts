import { isObject, type JsonObject, type JsonValue, member } from "./json.ts";

/** A value of another kind than its place demands; the message names the place. */
export class Malformed extends Error {}

export function textsIn(parent: JsonObject, key: string, at: string): JsonObject {
  const object = objectIn(parent, key, at);
  for (const [name, value] of Object.entries(object)) {
    // Kubernetes reads null as an empty text.
    if (value !== null && typeof value !== "string")
      throw new Malformed(`${at}${key}["${name}"] is ${kindOf(value)}, not a string`);
  }
  return object;
}

export function wordsIn(parent: JsonObject, key: string, at: string): readonly string[] {
  return listIn(parent, key, at).map((value, index) => {
    if (typeof value !== "string") throw new Malformed(`${at}${key}[${index}] is ${kindOf(value)}, not a string`);
    return value;
  });
}

export function listIn(parent: JsonObject, key: string, at: string): readonly JsonValue[] {
  const value = member(parent, key);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Malformed(`${at}${key} is ${kindOf(value)}, not a list`);
  return value as readonly JsonValue[];
}

export function objectIn(parent: JsonObject, key: string, at: string): JsonObject {
  const value = member(parent, key);
  return value === undefined ? {} : asObject(value, `${at}${key}`);
}

export function asObject(value: unknown, at: string): JsonObject {
  if (!isObject(value)) throw new Malformed(`${at} is ${kindOf(value)}, not an object`);
  return value;
}

export function textIn(parent: JsonObject, key: string, at: string): string {
  const value = optionalTextIn(parent, key, at);
  if (value === undefined || value === "") throw new Malformed(`${at}${key} is missing`);
  return value;
}

export function optionalTextIn(parent: JsonObject, key: string, at: string): string | undefined {
  const value = member(parent, key);
  if (value === undefined || typeof value === "string") return value;
  throw new Malformed(`${at}${key} is ${kindOf(value)}, not a string`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
