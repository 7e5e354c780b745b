import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import type { Cause } from "./command/cause.ts";
import type { Offline } from "./settings.ts";

/** The input of the rule for `HF_HUB_OFFLINE` in one container. */
export interface OfflineFacts {
  /** From the pod's annotation, else from the configuration. */
  readonly wanted: Offline;
  /** Whether every model that the container names is known and pulled. */
  readonly hasItsModels: boolean;
  /** What else in it may access the hub. */
  readonly staysOnline: readonly Cause[];
}

/** A pod that starts after a failed pull needs the hub. */
export function wantedOffline(
  annotations: { readonly pullFailure: string | undefined; readonly offline: Offline | undefined },
  settings: { readonly offline: Offline },
): Offline {
  return annotations.pullFailure === "continue" ? "never" : (annotations.offline ?? settings.offline);
}

/** The rule: with `auto` a container is offline only if it provably needs nothing else from the hub. */
export function becomesOffline({ wanted, hasItsModels, staysOnline }: OfflineFacts): boolean {
  if (wanted !== "auto") return wanted === "always";
  return hasItsModels && staysOnline.length === 0;
}

const OFFLINE_VARIABLES = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"];
/** The values that `huggingface_hub` treats as true (`constants.ENV_VARS_TRUE_VALUES`). */
const TRUE = /^(?:1|on|yes|true)$/i;

/** Whether the container's own variables make it offline. */
export function isOfflineAlready({ variables }: Environment): boolean {
  return OFFLINE_VARIABLES.some((name) => TRUE.test(variables.get(name) ?? ""));
}
