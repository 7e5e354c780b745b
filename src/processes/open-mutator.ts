import type { Registry } from "prom-client";
import type { ReloadResult } from "../files/reload-on-change.ts";
import type { EncodePatch } from "../injection/outcome.ts";
import type { Settings } from "../injection/settings.ts";
import { openEmbeddedMutator } from "../mutation/embedded-mutator.ts";
import { openLiveMutator } from "../mutation/live-mutator.ts";
import type { Mutator } from "../mutation/mutator.ts";
import { buildGraphDeclarations } from "./graph-declarations.ts";
import type { WebhookOptions } from "./webhook-options.ts";

export interface MutatorParts {
  readonly registry: Registry;
  /** Called when the manifests have changed. */
  readonly onReload: (result: ReloadResult) => void;
  readonly settings: () => Settings;
  readonly encode: EncodePatch;
}

/** The live cluster, or the manifests that replace it. */
export async function openMutator(
  options: WebhookOptions,
  { registry, onReload, settings, encode }: MutatorParts,
): Promise<Mutator> {
  const { cluster, kubeconfig, gateLease, log } = options;
  const declarations = options.graphs === "follow" ? buildGraphDeclarations() : undefined;
  const pullScript = options.pullScripts === "use" ? settings().pull.mounted : undefined;
  if (cluster.length === 0)
    return openLiveMutator({ settings, encode, kubeconfig, registry, log, declarations, gateLease, pullScript });
  return openEmbeddedMutator(cluster, { settings, encode, log, onReload });
}
