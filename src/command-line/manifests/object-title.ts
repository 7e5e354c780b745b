import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";

/** What people call an object: its kind and name. */
export function formatObjectTitle(object: JsonObject): string {
  const metadata = objectAt(object, "metadata");
  const name = textAt(metadata, "name") || textAt(metadata, "generateName") || "";
  const kind = textAt(object, "kind");
  const words = kind === undefined ? ["an object", name, "without a kind"] : [kind, name];
  return words.filter((word) => word !== "").join(" ");
}

const MOST_NAMED = 5;

/** The titles of the first objects. */
export function listTitles(objects: readonly JsonObject[]): string {
  const more = objects.length > MOST_NAMED ? ", …" : "";
  return `${objects.slice(0, MOST_NAMED).map(formatObjectTitle).join(", ")}${more}`;
}
