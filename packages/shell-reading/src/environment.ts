/** The variables that a process starts with, as far as they are known. */
export interface Environment {
  /** By name. The value holds `UNKNOWN` where it is not known. */
  readonly variables: ReadonlyMap<string, string>;
  /** Whether variables that are not listed may be defined as well. */
  readonly isOpen: boolean;
  /** Where `isOpen`: whether a variable of this name is assumed not to be among those that are not listed. */
  readonly isAssumedUnset?: (name: string) => boolean;
}
