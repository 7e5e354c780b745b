import type { Cause } from "./cause.ts";
import type { Delivery } from "./delivery.ts";
import type { ModelReference } from "./model-reference.ts";
import type { Multinode } from "./multinode.ts";
import type { VariableChange } from "./runtime-variables.ts";
import type { StartedEngine } from "./started-engine.ts";
import type { StatedServer } from "./stated-server.ts";

/** What a container's command loads. */
export interface Detection {
  /** Whether it starts a known engine, or any other program with a model. */
  readonly startsEngine: boolean;
  /** Whether it starts a known engine: `vllm serve`, `python3 -m dynamo.sglang`, … */
  readonly isKnownEngine: boolean;
  /**
   * Whether the started programs need no weights: mockers, routers, sidecars, and engines with `--load-format dummy`.
   */
  readonly needsNoWeights?: true;
  /** What Model Express cannot deliver of the models. */
  readonly delivery?: Delivery;
  /** The container's role in a multinode engine. */
  readonly multinode?: Multinode;
  /** The known engines that it starts. */
  readonly started?: StartedEngines;
  /** A Ray worker, which gets its leader's arguments through Ray. */
  readonly isRayRank?: true;
  /** Without duplicates. */
  readonly models: readonly ModelReference[];
  /** The value of `--load-format` (`dummy`, `modelexpress`, …), if it is known and the same for all engines. */
  readonly loadFormat?: string;
  /** The value of `--download-dir`, as far as it is known. */
  readonly downloadDirectory?: string;
  /** The address of Model Express in the engine's arguments, as far as it is known. */
  readonly server?: StatedServer;
  /** The changes that the script makes to variables that libraries read. */
  readonly changes?: readonly VariableChange[];
  /** The directories that the script changes to. */
  readonly directories?: readonly string[];
  /** Whether its text names the default `HF_HOME`, perhaps for a token. */
  readonly namesDefaultHome?: true;
  /** Whether its script puts models into the hub's default directory. */
  readonly fillsDefaultCache?: true;
  /** The paths that its other commands remove. */
  readonly removed?: readonly string[];
  /** What else in the command may access the hub. */
  readonly staysOnline?: readonly Cause[];
  /** Variables that the models depend on, and that `envFrom` is assumed not to define. */
  readonly assumedUnset?: readonly string[];
}

export interface StartedEngines {
  readonly engines: readonly StartedEngine[];
  /** The argv that Kubernetes starts, after expansion of references. Offsets of words refer to it. */
  readonly argv: readonly string[];
  /** Whether there may be further engines. */
  readonly isUnread: boolean;
}
