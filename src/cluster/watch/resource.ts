import type { JsonObject } from "../../kubernetes/json.ts";

/** A set of objects that the API server can list and watch. */
export interface Resource {
  /** For people: what a log line and `/readyz` call it. */
  readonly name: string;
  /** Such as `/api/v1/services`. */
  readonly path: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** One of many: when it fails, the others say so. */
  readonly isMinor?: boolean;
  /** Of each object its metadata, as a `PartialObjectMetadata`; of those that are custom resources the rest may be large. */
  readonly isMetadataOnly?: boolean;
  /**
   * It may not be installed: then nothing waits for it and nothing is wrong. Called each time that the API server does not
   * know the path.
   */
  readonly onAbsent?: () => void;
}

/** Receives what a list and its watch return. */
export interface ResourceSink {
  /** A list begins. Until it is complete, the old state stays. */
  beginList(): void;
  listed(object: JsonObject): void;
  /** The list is complete: what it did not contain is gone. */
  endList(): void;
  changed(object: JsonObject): void;
  /** The object was deleted, or does not match the selector any more. */
  deleted(object: JsonObject): void;
}

/** What a request about the resource accepts, when that is not all of it. */
export function acceptOf({ isMetadataOnly = false }: Resource, what: "list" | "watch"): { readonly accept?: string } {
  if (!isMetadataOnly) return {};
  const kind = what === "list" ? "PartialObjectMetadataList" : "PartialObjectMetadata";
  return { accept: `application/json;as=${kind};g=meta.k8s.io;v=v1` };
}

/** Path and query of a request about the resource. */
export function urlOf(resource: Resource, query: Readonly<Record<string, string | number | undefined>>): string {
  const { path, labelSelector, fieldSelector } = resource;
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries({ labelSelector, fieldSelector, ...query })) {
    if (value !== undefined) parameters.set(key, String(value));
  }
  return `${path}?${parameters}`;
}
