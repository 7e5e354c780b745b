import jsonPatch from "fast-json-patch";

/** An operation of a JSON Patch (RFC 6902), of any kind. */
interface Operation {
  readonly op: string;
  readonly path: string;
}

/** Returns the document as a JSON Patch makes it. Changes neither of them. */
export function applyPatch<T>(document: T, operations: readonly Operation[]): T {
  const patch = structuredClone(operations) as jsonPatch.Operation[];
  return jsonPatch.applyPatch(structuredClone(document), patch).newDocument;
}
