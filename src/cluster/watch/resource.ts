import type { JsonObject } from "../../kubernetes/json.ts";

/** A set of objects that the API server can list and watch. */
export interface Resource {
  /** The name in log lines and `/readyz`. */
  readonly name: string;
  readonly path: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** One of many similar watches: its failures are logged at debug level only. */
  readonly isMinor?: boolean;
  /** Requests `PartialObjectMetadata`: the rest of a custom resource may be large. */
  readonly isMetadataOnly?: boolean;
  /**
   * For a resource that may not be installed. Nothing waits for it, and its absence is not an error. Called each time
   * that the API server does not know the path.
   */
  readonly onAbsent?: () => void;
}

/**
 * Receives the results of a list and its watch. With an `excess`, only the object's names are present: see
 * `WatchedObject`.
 */
export interface ResourceSink {
  /** A list begins. The previous state stays until it is complete. */
  beginList(): void;
  listed(object: JsonObject, excess?: string): void;
  /** The list is complete: objects that it did not contain are gone. */
  endList(): void;
  changed(object: JsonObject, excess?: string): void;
  /** The object was deleted, or no longer matches the selector. */
  deleted(object: JsonObject): void;
}

/** The `Accept` header of a request for metadata only; none for whole objects. */
export function chooseAccept(
  { isMetadataOnly = false }: Resource,
  what: "list" | "watch",
): { readonly accept?: string } {
  if (!isMetadataOnly) return {};
  const kind = what === "list" ? "PartialObjectMetadataList" : "PartialObjectMetadata";
  return { accept: `application/json;as=${kind};g=meta.k8s.io;v=v1` };
}

/** Builds the path and query of a request. */
export function buildUrl(resource: Resource, query: Readonly<Record<string, string | number | undefined>>): string {
  const { path, labelSelector, fieldSelector } = resource;
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries({ labelSelector, fieldSelector, ...query })) {
    if (value !== undefined) parameters.set(key, String(value));
  }
  return `${path}?${parameters}`;
}
