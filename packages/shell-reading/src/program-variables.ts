/** The variables of a program, by what differs from those that the outermost one was started with. */
export interface ProgramVariables {
  /** The changes to inherited variables; `undefined` for an unset one. */
  readonly changes: ReadonlyMap<string, string | undefined>;
  /** Whether it has the others, too: not behind `env -i`. */
  readonly inherits: boolean;
}
