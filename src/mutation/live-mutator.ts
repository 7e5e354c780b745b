import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Declarations } from "../cluster/live/declared-layer.ts";
import type { LeaseName } from "../cluster/live/gate-lease-watch.ts";
import type { LiveDirectory } from "../cluster/live/live-directory.ts";
import type { EncodePatch } from "../injection/outcome.ts";
import type { Settings } from "../injection/settings.ts";
import type { PullScript } from "../model-express/pull-script.ts";
import type { Mutator } from "./mutator.ts";
import { OutcomeCache } from "./outcome-cache.ts";

export interface LiveMutatorOptions {
  /** The current settings, which follow their file: one object for each configuration. */
  readonly settings: () => Settings;
  /** Default: `$KUBECONFIG`, `~/.kube/config`, or the pod's own ServiceAccount. */
  readonly kubeconfig: string | undefined;
  readonly encode: EncodePatch;
  readonly registry: Registry;
  readonly log: Logger;
  /** Objects that declare instances before their Services exist. */
  readonly declarations?: Declarations | undefined;
  /** The Lease of the controller that removes scheduling gates. */
  readonly gateLease?: LeaseName | undefined;
  /** The script to look for in ConfigMaps. */
  readonly pullScript?: PullScript | undefined;
}

/**
 * Starts watching a cluster without waiting for it. Imports lazily, because no other command needs the watches.
 *
 * @throws {Error} in one sentence if no API server is configured
 */
export async function openLiveMutator({ settings, encode, ...options }: LiveMutatorOptions): Promise<Mutator> {
  const { startLiveDirectory } = await import("../cluster/live/start-live-directory.ts");
  const { mutateWithReads } = await import("./mutate-with-reads.ts");
  const userAgent = `model-express-injector/${settings().version}`;
  const directory = await startLiveDirectory({ ...options, userAgent });
  const outcomes = new OutcomeCache(encode);
  const mutate: typeof outcomes.mutate = (...of) => outcomes.mutate(...of);
  const current = settingsWithGates(settings, directory);
  return {
    mutate: (request, budget) => mutateWithReads({ request, directory, mutate, settings: current() }, budget),
    // Namespaces that are not opted in are not watched.
    isOptedIn: (namespace) => directory.isOptedIn(namespace) ?? (directory.waitingFor().length > 0 ? undefined : false),
    hasClaim: async (namespace, name) => {
      if (directory.claim(namespace, name) !== undefined) return true;
      await directory.read(directory.unanswered([{ about: "claim", namespace, name }]));
      return directory.claim(namespace, name) !== undefined;
    },
    waitingFor: () => directory.waitingFor(),
    close: () => directory.close(),
  };
}

/** One object until the configuration or the state of gates changes, because outcomes are cached by its identity. */
function settingsWithGates(settings: () => Settings, directory: Pick<LiveDirectory, "gates">): () => Settings {
  let known: { readonly base: Settings; readonly full: Settings } | undefined;
  return () => {
    const base = settings();
    const { gates } = directory;
    if (known?.base !== base || known.full.gates !== gates) known = { base, full: { ...base, gates } };
    return known.full;
  };
}
