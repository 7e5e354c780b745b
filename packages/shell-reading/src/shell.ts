import type { Budget } from "./budget.ts";
import type { Command } from "./syntax.ts";
import type { Variables } from "./variables.ts";

/** A shell that carries nothing out: it follows a script's variables, and reports each program that it would start. */
export interface Shell {
  readonly variables: Variables;
  readonly budget: Budget;
  readonly functions: Map<string, Command>;
  /** Those that nothing has called yet. */
  readonly uncalled: Set<string>;
  /** Nothing is reported. */
  readonly isSilent: boolean;
  /** `variables` are the shell's, with what stands in front of the command: `A=b program`. */
  readonly onCommand: (argv: readonly string[], variables: Variables) => void;
}
