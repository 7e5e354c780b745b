import type { Logger } from "pino";
import { EmbeddedDirectory } from "../cluster/embedded-directory.ts";
import { type ReloadResult, reloadOnChange } from "../files/reload-on-change.ts";
import type { EncodePatch } from "../injection/outcome.ts";
import type { Settings } from "../injection/settings.ts";
import type { Mutator } from "./mutator.ts";
import { OutcomeCache } from "./outcome-cache.ts";

export interface EmbeddedMutatorOptions {
  /** The current settings. */
  readonly settings: () => Settings;
  readonly encode: EncodePatch;
  readonly onReload: (result: ReloadResult) => void;
  readonly log: Logger;
}

/** Decides with manifests in place of an API server. Reloads them when they change. */
export function openEmbeddedMutator(files: readonly string[], options: EmbeddedMutatorOptions): Mutator {
  const { settings, encode, onReload: onResult, log } = options;
  const read = (): void => directory.reload();
  const watch = reloadOnChange({ what: "the cluster's manifests", files, read, use: () => {}, onResult, log });
  const directory = new EmbeddedDirectory(files);
  const outcomes = new OutcomeCache(encode);
  return {
    mutate: (request) => outcomes.mutate(request, directory, settings()),
    isOptedIn: (namespace) => directory.isOptedIn(namespace),
    // Manifests need not have all claims.
    hasClaim: async () => true,
    waitingFor: () => [],
    close: async () => watch.close(),
  };
}
