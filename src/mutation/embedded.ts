import type { Logger } from "pino";
import { EmbeddedDirectory } from "../cluster/embedded-directory.ts";
import { type ReloadResult, reloadOnChange } from "../files/reload-on-change.ts";
import type { DecisionSettings } from "../injection/decide.ts";
import { mutatePod } from "../injection/mutate-pod.ts";
import type { Mutator } from "./live.ts";

export interface EmbeddedMutatorOptions {
  /** The current settings. */
  readonly settings: () => DecisionSettings;
  readonly onReload: (result: ReloadResult) => void;
  readonly log: Logger;
}

/** Decides with manifests in place of an API server. Reloads them when they change. */
export function openEmbeddedMutator(files: readonly string[], options: EmbeddedMutatorOptions): Mutator {
  const { settings, onReload: onResult, log } = options;
  const read = (): void => directory.reload();
  const watch = reloadOnChange({ what: "the cluster's manifests", files, read, use: () => {}, onResult, log });
  const directory = new EmbeddedDirectory(files);
  return {
    mutate: (request) => mutatePod(request, directory, settings()),
    isOptedIn: (namespace) => directory.isOptedIn(namespace),
    // Manifests need not have all claims.
    hasClaim: async () => true,
    waitingFor: () => [],
    close: async () => watch.close(),
  };
}
