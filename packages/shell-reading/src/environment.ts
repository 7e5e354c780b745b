/** The initial variables of a process, as far as they are known. */
export interface Environment {
  /** By name. Unknown parts of a value are `UNKNOWN`. */
  readonly variables: ReadonlyMap<string, string>;
  /** Whether further variables may be defined. */
  readonly isOpen: boolean;
  /** With `isOpen`: whether a variable of this name is assumed not to be defined. */
  readonly isAssumedUnset?: (name: string) => boolean;
}
