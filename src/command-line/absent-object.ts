import type { ObjectReader } from "../cluster/objects/object-reader.ts";
import { attempt, orElse } from "../cluster/objects/readable.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../kubernetes/json.ts";
import { collectionPath, NAMESPACES, type ResourceType } from "../kubernetes/resource-type.ts";
import { EXIT, Failure } from "./failure.ts";
import { formatSuggestion } from "./suggest-names.ts";

/** An object that the user named. */
export interface Named {
  readonly type: ResourceType;
  /** Such as `pod`, for the message. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Enough for a suggestion; a cluster can have a hundred thousand pods. */
const MOST_READ = 1000;

/**
 * Builds the failure for an object that does not exist. Names the namespace if that is what is missing, near names, and
 * other namespaces with an object of this name, as far as the user may list them.
 */
export async function describeAbsence(reader: ObjectReader, named: Named): Promise<Failure> {
  const { type, kind, namespace, name } = named;
  await requireNamespace(reader, namespace);
  const missing = `there is no ${kind} ${name} in namespace ${namespace}`;
  const elsewhere = await listNamespacesWith(reader, named);
  if (elsewhere.length > 0)
    return new Failure(`${missing}, but in ${elsewhere.join(", ")}: add -n ${elsewhere[0]}`, EXIT.problem);
  const names = await readNames(reader, collectionPath(type, namespace));
  return new Failure(`${missing}${formatSuggestion(name, names) || describeOthers(names)}`, EXIT.problem);
}

const MOST_LISTED = 5;

function describeOthers(names: readonly string[]): string {
  if (names.length === 0 || names.length > MOST_LISTED) return "";
  return `; it has ${names.join(", ")}`;
}

/**
 * Checks that a namespace exists, as far as the user may read it.
 *
 * @throws {Failure} with near names if it does not
 */
export async function requireNamespace(reader: ObjectReader, namespace: string): Promise<void> {
  const home = await attempt(() => reader.get({ type: NAMESPACES, name: namespace }));
  if (!("value" in home) || home.value !== undefined) return;
  const names = await readNames(reader, collectionPath(NAMESPACES));
  throw new Failure(`there is no namespace ${namespace}${formatSuggestion(namespace, names)}`, EXIT.problem);
}

async function listNamespacesWith(reader: ObjectReader, { type, name }: Named): Promise<readonly string[]> {
  const path = `${collectionPath(type)}?fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}&limit=3`;
  const list = await attempt(() => reader.at(path));
  return readMetadata(orElse(list, undefined)).flatMap((metadata) => textAt(metadata, "namespace") ?? []);
}

async function readNames(reader: ObjectReader, path: string): Promise<readonly string[]> {
  const list = await attempt(() => reader.at(`${path}?limit=${MOST_READ}`));
  return readMetadata(orElse(list, undefined)).flatMap((metadata) => textAt(metadata, "name") ?? []);
}

function readMetadata(list: JsonObject | undefined): readonly JsonObject[] {
  return objectsAt(list ?? {}, "items").map((item) => objectAt(item, "metadata"));
}
