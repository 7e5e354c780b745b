/** An RFC 6902 operation that adds a member or an element; it never replaces content. */
export interface AddOperation {
  readonly op: "add";
  /** RFC 6901: where to add. */
  readonly path: string;
  readonly value: unknown;
}
