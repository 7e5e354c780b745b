import { GATES, MODES, OFFLINES, WEIGHTS } from "../injection/settings.ts";

/** A setting with a flag and an environment variable. */
interface ConfigOption {
  /** Its key in the file. */
  readonly key: string;
  readonly value: string;
  readonly help: string;
}

export const CONFIG_OPTIONS: readonly ConfigOption[] = [
  { key: "defaultUrl", value: "URL", help: "Model Express for pods that find no instance" },
  {
    key: "globalNamespaces",
    value: "NAMES",
    help: "namespaces whose global instances serve every pod (comma-separated)",
  },
  { key: "path", value: "PATH", help: "where the cache is mounted (default: /model-express)" },
  { key: "mode", value: "MODE", help: `${MODES.join(", ")} (default: auto)` },
  { key: "offline", value: "WHEN", help: `when to set HF_HUB_OFFLINE: ${OFFLINES.join(", ")} (default: auto)` },
  { key: "weights", value: "SOURCE", help: `where engines load from: ${WEIGHTS.join(", ")} (default: files)` },
  {
    key: "gate",
    value: "WHETHER",
    help: `pods wait for models before they get a node: ${GATES.join(", ")} (default: disabled)`,
  },
  { key: "clusterDomain", value: "DOMAIN", help: "appended to <service>.<namespace>.svc (default: none)" },
  { key: "stream.storageClass", value: "NAME", help: "storage class of a streaming pod's own volume" },
  { key: "stream.size", value: "SIZE", help: "size of that volume" },
  { key: "pull.image", value: "IMAGE", help: "Model Express image whose CLI pulls" },
  { key: "pull.timeout", value: "DURATION", help: "deadline of a pull (default: 2h)" },
];

/** `pull.timeout` → `pull-timeout`, the name of the flag. */
export function toFlag(key: string): string {
  return key.replaceAll(".", "-").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `pull.timeout` → `MODEL_EXPRESS_INJECTOR_PULL_TIMEOUT`. */
export function toVariable(key: string): string {
  return `MODEL_EXPRESS_INJECTOR_${toFlag(key).replaceAll("-", "_").toUpperCase()}`;
}
