import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import type { Cause } from "./command/cause.ts";
import type { Offline } from "./settings.ts";

/** What the rule for `HF_HUB_OFFLINE` looks at in one container. */
export interface OfflineFacts {
  /** What the pod's annotation asks for, else the configuration. */
  readonly wanted: Offline;
  /** Every model that the container names is known, and pulled. */
  readonly hasItsModels: boolean;
  /** What else in it may reach for the hub. */
  readonly staysOnline: readonly Cause[];
}

/** The rule: `auto` closes the hub only to a container that provably needs nothing more of it. */
export function becomesOffline({ wanted, hasItsModels, staysOnline }: OfflineFacts): boolean {
  if (wanted !== "auto") return wanted === "always";
  return hasItsModels && staysOnline.length === 0;
}

const OFFLINE_VARIABLES = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"];
/** What `huggingface_hub` takes for true (`constants.ENV_VARS_TRUE_VALUES`). */
const TRUE = /^(?:1|on|yes|true)$/i;

/** Whether the container's own variables close the hub to it. */
export function isOfflineAlready({ variables }: Environment): boolean {
  return OFFLINE_VARIABLES.some((name) => TRUE.test(variables.get(name) ?? ""));
}
