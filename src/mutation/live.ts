import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Declarations } from "../cluster/live/declared-layer.ts";
import type { PodRequest } from "../injection/decide.ts";
import type { Mutation } from "../injection/mutate-pod.ts";
import type { Settings } from "../injection/settings.ts";

/** What the webhook needs of a cluster, whether that is real or embedded. */
export interface Mutator {
  mutate(request: PodRequest, budgetMilliseconds: number): Mutation | Promise<Mutation>;
  /** Whether pods of the namespace are intercepted, as far as is known. */
  isOptedIn(namespace: string): boolean | undefined;
  /** What is not known yet, one short phrase each. */
  waitingFor(): readonly string[];
  close(): Promise<void>;
}

export interface LiveMutatorOptions {
  /** Those in use; they change when their file does. */
  readonly settings: () => Settings;
  /** Without one: `$KUBECONFIG`, `~/.kube/config`, or the pod's own ServiceAccount. */
  readonly kubeconfig: string | undefined;
  readonly registry: Registry;
  readonly log: Logger;
  /** What declares instances before there are Services of them. */
  readonly declarations?: Declarations | undefined;
}

/**
 * Begins to look a real cluster up, and does not wait for it. What that takes is loaded here and not before, because no
 * other command needs it.
 *
 * @throws Error in one sentence when no API server is known
 */
export async function openLiveMutator({ settings, ...options }: LiveMutatorOptions): Promise<Mutator> {
  const { startLiveDirectory } = await import("../cluster/live/start-live-directory.ts");
  const { mutateWithReads } = await import("./mutate-with-reads.ts");
  const userAgent = `model-express-injector/${settings().version}`;
  const directory = await startLiveDirectory({ ...options, userAgent });
  return {
    mutate: (request, budget) => mutateWithReads({ request, directory, settings: settings() }, budget),
    // Namespaces that are not opted in are not watched.
    isOptedIn: (namespace) => directory.isOptedIn(namespace) ?? (directory.waitingFor().length > 0 ? undefined : false),
    waitingFor: () => directory.waitingFor(),
    close: () => directory.close(),
  };
}
