import type { ConfigText } from "../configuration/config.ts";
import type { Installation } from "../installation/installation.ts";

/** The configuration of the installed webhook; `undefined` if there is none, or if it cannot be read. */
export function readConfigText({ namespace, configuration }: Installation): ConfigText | undefined {
  const text = "value" in configuration ? configuration.value : undefined;
  return text === undefined ? undefined : { name: `the webhook's ConfigMap in namespace ${namespace}`, text };
}
