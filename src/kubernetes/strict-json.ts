import { isObject, type JsonObject, type JsonValue, member } from "./json.ts";

/** A place in a JSON document. Formatted only for an error message, because every pod has hundreds of places. */
export interface JsonPlace {
  /** `undefined` at the root. */
  readonly inside: JsonPlace | undefined;
  readonly key: string;
  readonly index: number | undefined;
}

export const ROOT: JsonPlace = { inside: undefined, key: "", index: undefined };

export function under(inside: JsonPlace, key: string, index?: number): JsonPlace {
  return { inside, key, index };
}

/** A value of the wrong type. The message names the place: `spec.containers[0].env[3].name`. */
export class Malformed extends Error {
  constructor(at: JsonPlace, problem: string) {
    super(`${formatPlace(at)} ${problem}`);
  }
}

/** Reads a member as an object with string values; `{}` if absent. */
export function textsIn(parent: JsonObject, key: string, at: JsonPlace): JsonObject {
  const object = objectIn(parent, key, at);
  for (const name of Object.keys(object)) {
    const value = object[name];
    // Kubernetes reads null as an empty string.
    if (value !== null && typeof value !== "string") throw notA("string", value, under(under(at, key), name));
  }
  return object;
}

/** Reads a member as a list of strings; empty if absent. */
export function wordsIn(parent: JsonObject, key: string, at: JsonPlace): readonly string[] {
  return listIn(parent, key, at).map((value, index) => {
    if (typeof value !== "string") throw notA("string", value, under(at, key, index));
    return value;
  });
}

/** Reads a member as a list; empty if absent. */
export function listIn(parent: JsonObject, key: string, at: JsonPlace): readonly JsonValue[] {
  const value = member(parent, key);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw notA("list", value, under(at, key));
  return value as readonly JsonValue[];
}

/** Reads a member as an object; `{}` if absent. */
export function objectIn(parent: JsonObject, key: string, at: JsonPlace): JsonObject {
  const value = member(parent, key);
  return value === undefined ? {} : asObject(value, under(at, key));
}

export function asObject(value: unknown, at: JsonPlace): JsonObject {
  if (!isObject(value)) throw notA("object", value, at);
  return value;
}

/** Reads a member as a non-empty string. */
export function textIn(parent: JsonObject, key: string, at: JsonPlace): string {
  const value = optionalTextIn(parent, key, at);
  if (value === undefined || value === "") throw new Malformed(under(at, key), "is missing");
  return value;
}

export function optionalTextIn(parent: JsonObject, key: string, at: JsonPlace): string | undefined {
  const value = member(parent, key);
  if (value === undefined || typeof value === "string") return value;
  throw notA("string", value, under(at, key));
}

function notA(kind: "string" | "list" | "object", value: unknown, at: JsonPlace): Malformed {
  // YAML reads `no`, `8001` and the like without quotes as something else than text.
  const isUnquoted = kind === "string" && (typeof value === "boolean" || typeof value === "number");
  const wayOut = isUnquoted ? "; quote it" : "";
  return new Malformed(at, `is ${nameKind(value)}, not ${kind === "object" ? "an" : "a"} ${kind}${wayOut}`);
}

function nameKind(value: unknown): string {
  if (value === null || value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function formatPlace({ inside, key, index }: JsonPlace): string {
  if (inside === undefined) return "the pod";
  const own = index === undefined ? key : `${key}[${index}]`;
  return inside.inside === undefined ? own : `${formatPlace(inside)}.${own}`;
}
