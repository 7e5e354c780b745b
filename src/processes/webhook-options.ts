import type { Logger } from "pino";
import type { TlsPolicy } from "../certificates/tls-policy.ts";
import type { SettingsFile } from "../configuration/followed-settings.ts";
import type { Settings } from "../injection/settings.ts";
import type { GraphUse } from "./graph-use.ts";

/** `use` needs permission to list and watch the ConfigMaps of one name. */
export const SCRIPT_READINGS = ["use", "ignore"] as const;

export interface WebhookOptions {
  readonly settings: Settings | SettingsFile;
  /** Manifests that replace the API server; empty: the API server. */
  readonly cluster: readonly string[];
  /** The kubeconfig. Default: as every Kubernetes client finds it. */
  readonly kubeconfig?: string | undefined;
  /** Whether declarations in DynamoGraphDeployments count before their Services exist. */
  readonly graphs?: GraphUse;
  /** Whether pods mount the pull script where the controller has written it to a ConfigMap. */
  readonly pullScripts?: (typeof SCRIPT_READINGS)[number];
  /** The Lease of the controller that removes scheduling gates; without it, none is added. */
  readonly gateLease?: { readonly namespace: string; readonly name: string } | undefined;
  /** The directory of `tls.crt` and `tls.key`. Without it a certificate for loopback is created in memory. */
  readonly tlsDirectory: string | undefined;
  readonly tlsPolicy?: TlsPolicy;
  /** Accepted common names of verified client certificates; empty: any. */
  readonly clientNames?: readonly string[];
  readonly mostInFlight?: number;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly operationsPort: number;
  readonly log: Logger;
  /** Aborts a start that still waits for a certificate. */
  readonly signal?: AbortSignal;
}
