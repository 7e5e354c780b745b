import type { Scope } from "../expansion/scope.ts";
import type { Call, Shell } from "../running/shell.ts";
import type { Flow } from "../state/flow.ts";
import type { State } from "../state/state.ts";
import type { Status } from "../state/status.ts";

/** A builtin command. Returns its status, or a flow. */
export type Builtin = (args: readonly string[], invocation: Invocation) => Status | Flow;

export interface Invocation {
  readonly state: State;
  readonly shell: Shell;
  readonly scope: Scope;
  readonly call: Call;
}
