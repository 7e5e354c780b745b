import type { JsonValue } from "./json-value.ts";

/** The `add` operation of JSON Patch (RFC 6902). */
export interface AddOperation {
  readonly op: "add";
  /** A JSON Pointer (RFC 6901). */
  readonly path: string;
  readonly value: JsonValue;
}
