import type { Logger } from "pino";
import type { CertificateReconcilerOptions } from "../certificates/reconcile/certificate-reconciler.ts";
import type { SettingsFile } from "../configuration/followed-settings.ts";
import type { Settings } from "../injection/settings.ts";
import type { GraphUse } from "./graph-use.ts";

/** Whether this controller or something else manages the webhook's certificates. */
export const CERTIFICATE_MODES = ["self-managed", "none"] as const;

/** Whether `ModelExpress` objects are deployed. */
export const MODEL_EXPRESS_USES = ["deploy", "ignore"] as const;

/** Whether the webhook's pods are observed. */
export const POD_USES = ["observe", "ignore"] as const;

/** Whether the pull script is written to ConfigMaps. */
export const SCRIPT_USES = ["write", "ignore"] as const;

export interface ControllerOptions {
  /** The name of the webhook's Service and of its MutatingWebhookConfiguration. */
  readonly name: string;
  /** The webhook's namespace. */
  readonly namespace: string;
  readonly certificates: (typeof CERTIFICATE_MODES)[number];
  readonly modelExpress: (typeof MODEL_EXPRESS_USES)[number];
  readonly graphs: GraphUse;
  /** The webhook's settings, for judging pods and pulling models. */
  readonly settings: Settings | SettingsFile;
  /** Default: they are not observed. */
  readonly pods?: (typeof POD_USES)[number];
  /** Default: it is not. */
  readonly pullScripts?: (typeof SCRIPT_USES)[number];
  /** Labelled namespaces whose pods are not sent to the webhook. */
  readonly excludedNamespaces?: readonly string[];
  /** Label selector of the webhook's pods. */
  readonly webhookPods: string;
  readonly lifetimes: CertificateReconcilerOptions["lifetimes"];
  /** The kubeconfig. Default: as every Kubernetes client finds it. */
  readonly kubeconfig?: string | undefined;
  readonly host: string;
  /** 0 for any free one. */
  readonly operationsPort: number;
  readonly log: Logger;
}
