import { isObject, type JsonObject, member, objectAt, textAt } from "../../kubernetes/json.ts";
import { endOfString, startOfMember } from "../../kubernetes/json-bytes.ts";
import { toApiFailure } from "../api/api-failure.ts";
import { readWatched, type WatchedObject } from "./watched-object.ts";

/** One line of a watch. A bookmark's object has only a resourceVersion. */
export interface WatchEvent extends WatchedObject {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
}

const TYPES: readonly WatchEvent["type"][] = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK"];

/**
 * Parses a line of a watch.
 *
 * @throws {ApiFailure} for an `ERROR` event
 * @throws {Error} for a line that is not an event
 */
export function parseEvent(line: Buffer): WatchEvent {
  const type = readType(line);
  const start = startOfMember(line, 0, "object");
  const watched = start === undefined ? { object: {} } : readWatched(line.subarray(start, line.lastIndexOf("}")));
  if (type === "ERROR") throw toApiFailure(watched.object);
  const known = TYPES.find((each) => each === type);
  if (known === undefined) throw new Error(`the watch sent an event of the unknown type ${JSON.stringify(type)}`);
  return { type: known, ...watched };
}

/** The type precedes the object, and there are no other members (`WatchEvent` of `meta/v1`). */
function readType(line: Buffer): unknown {
  const start = startOfMember(line, 0, "type");
  if (start === undefined) throw new Error("the watch sent a line that is not an event");
  return JSON.parse(line.toString("utf8", start, endOfString(line, start) + 1));
}

/** The resourceVersion of an object or a list. */
export function readVersion(object: JsonObject): string | undefined {
  return textAt(objectAt(object, "metadata"), "resourceVersion") || undefined;
}

/** The items of a list that are objects. */
export function readItems(list: JsonObject): readonly JsonObject[] {
  const items = member(list, "items");
  return Array.isArray(items) ? items.filter(isObject) : [];
}
