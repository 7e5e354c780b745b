import type { JsonValue } from "../../kubernetes/json.ts";

/** An RFC 6902 operation that adds: nothing of the user's is replaced, removed or reordered. */
export interface AddOperation {
  readonly op: "add";
  /** RFC 6901. */
  readonly path: string;
  readonly value: JsonValue;
}

/**
 * The one exception: words are put into a shell's script, which is one text. The text as it was is tested first, so that
 * no other change to it is lost.
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
