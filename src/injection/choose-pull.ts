import { cacheOfPull } from "./cache/pull-mount.ts";
import type { MatchedCandidate } from "./candidate.ts";
import { isOfflineWith, type PlacedTarget, type ReachingTarget } from "./containers.ts";
import type { Pull } from "./decision.ts";
import { warnOfEphemeralStorage } from "./ephemeral-storage.ts";
import type { CacheChoice } from "./mode.ts";
import { isOfflineAlready } from "./offline.ts";
import { canMountScript } from "./patch/script-volume.ts";
import { findPullPassage } from "./pull-passage.ts";
import type { MountedScript, Offline, Settings } from "./settings.ts";
import type { Warning } from "./warning.ts";

export interface PullChoice {
  readonly pull: Pull | undefined;
  readonly warnings: readonly Warning[];
}

export interface PullInputs {
  readonly choice: CacheChoice;
  readonly placed: readonly PlacedTarget[];
  readonly offline: Offline;
  /** The script that a ConfigMap of the namespace has. */
  readonly mounted: MountedScript | undefined;
}

/**
 * Chooses the one pull for all targets. It runs as the user, and with the mount, of the first target that needs
 * models.
 */
export function choosePull(
  candidate: MatchedCandidate,
  { choice, placed, offline, mounted }: PullInputs,
  settings: Settings,
): PullChoice {
  const reaching = placed.filter((target) => target.cache !== undefined);
  const modelWarnings = reaching.flatMap(({ models }) => models.warnings);
  const first = reaching.find(({ models }) => models.pulled.length > 0);
  if (first === undefined) return { pull: undefined, warnings: modelWarnings };
  const passage = findPullPassage(candidate.pod, choice.place);
  if ("obstacle" in passage) return { pull: undefined, warnings: [...modelWarnings, passage.obstacle] };
  const { warnings: imageWarnings, ...image } = choice.image;
  const cache = cacheOfPull(first.cache);
  const isForOffline = reaching.some((target) => readsOffline(target, offline));
  const pull: Pull = {
    models: [...new Set(reaching.flatMap(({ models }) => models.pulled))],
    endpoint: choice.endpoint,
    cache,
    isUnwritable: choice.place.isUnwritable,
    timeoutSeconds: candidate.annotations.pullTimeoutSeconds ?? settings.pull.timeoutSeconds,
    isForOffline,
    ...image,
    mayFail: candidate.annotations.pullFailure === "continue" || (!isForOffline && isGuessed(candidate, reaching)),
    resources: candidate.annotations.pullResources,
    like: first.target.container,
    runAs: passage.runAs,
    mounted: canMountScript(candidate.pod, cache.mount.mountPath) ? mounted : undefined,
  };
  const storageWarnings = warnOfEphemeralStorage(candidate.pod, choice.place);
  return { pull, warnings: [...modelWarnings, ...passage.warnings, ...imageWarnings, ...storageWarnings] };
}

/**
 * Whether all models are only arguments of programs that we do not know as engines. The hub may not have such a name
 * (`proxy.py --model gpt-4o`), and the container ran without it. A rank loads what its leader's engine does.
 */
function isGuessed({ annotations }: MatchedCandidate, reaching: readonly ReachingTarget[]): boolean {
  const { pullFailure, models, extraModels } = annotations;
  if (pullFailure !== undefined || models !== undefined || extraModels.length > 0) return false;
  return reaching
    .filter(({ models: { pulled } }) => pulled.length > 0)
    .every(({ target: { detection } }) => !detection.isKnownEngine && detection.multinode !== "rank");
}

/**
 * Whether the container is offline by the user's variables, or by ours, which are added only if the user has none.
 */
function readsOffline(placed: ReachingTarget, offline: Offline): boolean {
  const { runtime } = placed.target;
  if (isOfflineAlready(runtime)) return true;
  return !runtime.variables.has("HF_HUB_OFFLINE") && isOfflineWith(placed, true, offline);
}
