import type { JsonValue } from "../../kubernetes/json.ts";

/** An RFC 6902 operation that only adds: nothing of the user's is replaced, removed or reordered. */
export interface AddOperation {
  readonly op: "add";
  /** A JSON pointer (RFC 6901). */
  readonly path: string;
  readonly value: JsonValue;
}

/**
 * The one exception: words are inserted into a shell script, which is a single text. A `test` of the previous text
 * precedes it, so that no other change is lost.
 */
export interface TextOperation {
  readonly op: "test" | "replace";
  readonly path: string;
  readonly value: string;
}

export type PatchOperation = AddOperation | TextOperation;

export function add(path: string, value: JsonValue): AddOperation {
  return { op: "add", path, value };
}
