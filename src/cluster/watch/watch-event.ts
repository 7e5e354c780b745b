import { isObject, type JsonObject, member, objectAt, textAt } from "../../kubernetes/json.ts";
import { failureOf } from "../api/api-failure.ts";

/** One line of a watch. A bookmark's object has only a resourceVersion. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: JsonObject;
}

const TYPES: ReadonlySet<string> = new Set(["ADDED", "MODIFIED", "DELETED", "BOOKMARK"] satisfies WatchEvent["type"][]);

/**
 * Parses a line of a watch.
 *
 * @throws {ApiFailure} for an `ERROR` event
 * @throws {Error} for a line that is not an event
 */
export function parseEvent(line: string): WatchEvent {
  const event: unknown = JSON.parse(line);
  if (!isObject(event)) throw new Error("the watch sent a line that is not an event");
  const type = textAt(event, "type") ?? "";
  const object = objectAt(event, "object");
  if (type === "ERROR") throw failureOf(object);
  if (!TYPES.has(type)) throw new Error(`the watch sent an event of the unknown type ${JSON.stringify(type)}`);
  return { type: type as WatchEvent["type"], object };
}

/** The resourceVersion of an object or a list. */
export function versionOf(object: JsonObject): string | undefined {
  return textAt(objectAt(object, "metadata"), "resourceVersion") || undefined;
}

/** The items of a list that are objects. */
export function itemsOf(list: JsonObject): readonly JsonObject[] {
  const items = member(list, "items");
  return Array.isArray(items) ? items.filter(isObject) : [];
}
