import { isObject, type JsonObject } from "../../kubernetes/json.ts";
import { elementsOf, type Member, membersOf, type Span } from "../../kubernetes/json-bytes.ts";
import { excessOf, type JsonLimits } from "../../kubernetes/json-extent.ts";
import { LIMITS } from "../../kubernetes/limits.ts";

/** An object as a list or a watch brings it. */
export interface WatchedObject {
  readonly object: JsonObject;
  /** Why only a part of its metadata is there: a clause about the object. */
  readonly excess?: string;
}

/** So much takes no time worth counting. */
const SMALL_BYTES = 16 * 1024;

/** Parses an object, or no more of it than what names it: any tenant can write one that takes long. */
export function readWatched(json: Buffer): WatchedObject {
  if (json.length <= SMALL_BYTES) return { object: parse(json) };
  const slim = excessOf(json, LIMITS.watched) === undefined ? json : withoutManagedFields(json);
  const excess = excessOf(slim, LIMITS.watched);
  return excess === undefined ? { object: parse(slim) } : { object: { metadata: namesIn(json) }, excess };
}

/** A list's own metadata, and its objects, each of which is read when its turn comes. */
export interface ListPage {
  readonly metadata: JsonObject;
  readonly items: Iterable<WatchedObject>;
}

export function readList(json: Buffer): ListPage {
  const { metadata, items } = partsOf(json);
  return { metadata: metadata === undefined ? {} : parse(partOf(json, metadata)), items: itemsOf(json, items) };
}

function* itemsOf(json: Buffer, list: Span | undefined): Generator<WatchedObject> {
  if (list === undefined) return;
  for (const item of elementsOf(json, list.start))
    if (json[item.start] === BRACE) yield readWatched(partOf(json, item));
}

const BRACE = 0x7b;

/** Who wrote which field can be more than all that was written, and is needed of few objects. */
function withoutManagedFields(json: Buffer): Buffer {
  const { metadata } = partsOf(json);
  const fields = metadata && membersAt(json, metadata)["managedFields"];
  if (fields === undefined) return json;
  return Buffer.concat([json.subarray(0, fields.start), Buffer.from("null"), json.subarray(fields.end)]);
}

const NAMES = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "labels"];
const NAMES_LIMITS: JsonLimits = { bytes: SMALL_BYTES, values: 512, keys: 256 };

function namesIn(json: Buffer): JsonObject {
  const { metadata } = partsOf(json);
  const members = metadata === undefined ? [] : [...membersOf(json, metadata.start)];
  const named = members.filter(
    ({ key, ...span }) => NAMES.includes(key) && excessOf(partOf(json, span), NAMES_LIMITS) === undefined,
  );
  return Object.fromEntries(named.map(({ key, ...span }) => [key, JSON.parse(partOf(json, span).toString())]));
}

/** The members of the object that a text is. */
export function partsOf(json: Buffer): Readonly<Record<string, Member>> {
  return membersAt(json, { start: 0, end: json.length });
}

function membersAt(json: Buffer, { start }: Span): Readonly<Record<string, Member>> {
  return Object.fromEntries([...membersOf(json, start)].map((member) => [member.key, member]));
}

export function partOf(json: Buffer, { start, end }: Span): Buffer {
  return json.subarray(start, end);
}

function parse(json: Buffer): JsonObject {
  const value: unknown = JSON.parse(json.toString());
  return isObject(value) ? value : {};
}
