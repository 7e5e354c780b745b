import { isObject, type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { type Span, scanMembers, startOfMember } from "../../kubernetes/json-bytes.ts";
import { findExcess, type JsonLimits } from "../../kubernetes/json-extent.ts";
import { LIMITS } from "../../kubernetes/limits.ts";

/** An object from a list or a watch. */
export interface WatchedObject {
  readonly object: JsonObject;
  /** Why only a part of its metadata is present, as a clause about the object. */
  readonly excess?: string;
}

/** Whether the object can be known at all: its name can be missing in the part of it that is read. */
export function isNamed({ object }: WatchedObject): boolean {
  return textAt(objectAt(object, "metadata"), "name") !== undefined;
}

/** Objects of up to this size are parsed in negligible time. */
const SMALL_BYTES = 16 * 1024;

/**
 * Parses an object, or only its names if parsing would take long, which any tenant can cause. Reads at most
 * `LIMITS.watchedNames` bytes, and parses at most `LIMITS.watched`, whatever the length.
 */
export function readWatched(json: Buffer): WatchedObject {
  if (json.length <= SMALL_BYTES) return { object: parseObject(json) };
  const excess = findExcess(json, LIMITS.watched);
  if (excess === undefined) return { object: parseObject(json) };
  const { names, managedFields } = readNames(json.subarray(0, LIMITS.watchedNames));
  const slim = managedFields && without(json, managedFields);
  if (slim !== undefined && findExcess(slim, LIMITS.watched) === undefined) return { object: parseObject(slim) };
  return { object: { metadata: names }, excess };
}

interface Names {
  readonly names: JsonObject;
  /** Managed fields can be larger than the rest of the object, and are rarely needed. */
  readonly managedFields: Span | undefined;
}

const NAMES = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "labels"];
/** An API server writes at most 15 (`ObjectMeta` in apimachinery). */
const MOST_MEMBERS = 32;
const NAMES_LIMITS: JsonLimits = { bytes: SMALL_BYTES, values: 512, keys: 256 };

/** Scans the metadata once, and nothing after it. */
function readNames(json: Buffer): Names {
  const names: Record<string, JsonObject[string]> = {};
  let managedFields: Span | undefined;
  const metadata = startOfMember(json, 0, "metadata");
  let count = 0;
  for (const { key, ...span } of metadata === undefined ? [] : scanMembers(json, metadata)) {
    // The last member of a part of an object may be a part of itself.
    if (++count > MOST_MEMBERS || span.end >= json.length) break;
    if (key === "managedFields") managedFields = span;
    const isName = NAMES.includes(key) && findExcess(cut(json, span), NAMES_LIMITS) === undefined;
    if (isName) names[key] = JSON.parse(cut(json, span).toString()) as JsonObject[string];
  }
  return { names, managedFields };
}

function without(json: Buffer, { start, end }: Span): Buffer {
  return Buffer.concat([json.subarray(0, start), Buffer.from("null"), json.subarray(end)]);
}

export function cut(json: Buffer, { start, end }: Span): Buffer {
  return json.subarray(start, end);
}

export function parseObject(json: Buffer): JsonObject {
  const value: unknown = JSON.parse(json.toString());
  return isObject(value) ? value : {};
}
