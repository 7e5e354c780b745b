import type { TargetSetting } from "./cache/cache-setting.ts";
import { chooseHfHome, type HfHome } from "./cache/hf-home.ts";
import { type Cache, reachPlace } from "./cache/mount.ts";
import { isRefusal } from "./cache/refusal.ts";
import { findTransformersCache } from "./cache/stated-directory.ts";
import type { MatchedCandidate } from "./candidate.ts";
import { chooseAddress } from "./container-address.ts";
import type { AddressedContainer, ContainerAddress, ContainerDecision, Endpoint } from "./decision.ts";
import type { CacheChoice } from "./mode.ts";
import { chooseModels, type Pulling, type TargetModels } from "./models/choose-models.ts";
import { isWrittenForPeers } from "./models/from-peers.ts";
import { becomesOffline } from "./offline.ts";
import { needsFolders, notDelivered } from "./online-warnings.ts";
import type { PeersChoice } from "./peers/choose-peers.ts";
import type { ContainerPeers } from "./peers/container-peers.ts";
import { takesRevisions } from "./pull-image.ts";
import { ranksLeftOut, staysWithRanks } from "./ranks.ts";
import { refuseToRemover, staysAfterRemoval } from "./removed-cache.ts";
import type { Offline, Settings } from "./settings.ts";
import type { Target } from "./target/target.ts";
import { staysWithoutRights } from "./unwritable-claim.ts";
import { aboutContainer, type Warning } from "./warning.ts";

/** A target with its access to the pod's cache, before the models of the pull are known. */
export type PlacedTarget = ReachingTarget | RefusedTarget;

export interface ReachingTarget {
  readonly target: Target;
  readonly address: ContainerAddress;
  readonly cache: Cache;
  readonly home: HfHome | undefined;
  readonly models: TargetModels;
  /** `undefined` if its weights come from files. */
  readonly peers: ContainerPeers | undefined;
}

interface RefusedTarget {
  readonly target: Target;
  readonly address: ContainerAddress;
  readonly cache?: undefined;
  readonly refused: Warning | undefined;
}

/** Determines each target's access to the cache, and the models that it needs. */
export function placeTargets(
  candidate: MatchedCandidate,
  { choice, peers }: { readonly choice: CacheChoice; readonly peers: PeersChoice },
  settings: Settings,
): readonly PlacedTarget[] {
  return choice.targets.map((entry) => placeTarget(entry, { candidate, choice, peers }, settings));
}

interface Placing {
  readonly candidate: MatchedCandidate;
  readonly choice: CacheChoice;
  readonly peers: PeersChoice;
}

function placeTarget(
  { target, setting }: TargetSetting,
  { candidate, choice, peers: { containers } }: Placing,
  settings: Settings,
): PlacedTarget {
  const { place, endpoint } = choice;
  if (target.otherHub !== undefined) return { target, address: undefined, refused: undefined };
  const address = chooseAddress(target, endpoint);
  if (needsFolders(target) && candidate.annotations.models === undefined)
    return { target, address, refused: notDelivered(target) };
  const cache = reachPlace(place, { target, setting }, candidate.annotations.path ?? settings.path);
  if (isRefusal(cache)) {
    const refused = cache.refused === undefined ? undefined : aboutContainer(target.container.name, cache.refused);
    return { target, address, refused };
  }
  const pulling = { mode: place.mode, takesRevisions: takesRevisions(choice.image.image) };
  const home = chooseHfHome({ target, setting, cache, place, pod: candidate.pod });
  const leftOut =
    ranksLeftOut({ target, setting, place, hasHome: home !== undefined }) ??
    refuseToRemover({ target, setting, place, cache });
  if (leftOut !== undefined) return { target, address, refused: leftOut };
  const peers = containers.get(target.container);
  const models = chooseModels(target, candidate.annotations, { ...pulling, weights: decideWeights(target, peers) });
  const own = staysAfterRemoval(staysWithRanks(target, place, candidate.annotations), cache);
  return {
    target: staysWithoutRights(own, place, candidate.pod),
    address,
    cache,
    home,
    models: withOldCache(target, cache, models),
    peers,
  };
}

function decideWeights(target: Target, peers: ContainerPeers | undefined): Pulling["weights"] {
  if (peers === undefined) return isWrittenForPeers(target) ? "written for peers" : "files";
  return peers.streamsWeights ? "peers" : "peers and files";
}

/** The pull does not fill the separate directory that `transformers` reads. */
function withOldCache(target: Target, { directory }: Cache, models: TargetModels): TargetModels {
  const variable = findTransformersCache(target.runtime, directory);
  if (variable === undefined) return models;
  const detail = `${variable} is not ${directory}, so it is not offline; unset it`;
  const warning = aboutContainer(target.container.name, { code: "CacheElsewhere", detail });
  return { ...models, isComplete: false, warnings: [...models.warnings, warning] };
}

/** Decides what a target gets, after it is known whether there is a pull. */
export function decideContainer(
  placed: PlacedTarget,
  { isPulled, offline }: { readonly isPulled: boolean; readonly offline: Offline },
): ContainerDecision {
  if (placed.cache === undefined) return { target: placed.target, address: placed.address };
  return { ...placed, isOffline: isOfflineWith(placed, isPulled, offline) };
}

/** Whether our variables make a target offline. */
export function isOfflineWith({ target, models }: ReachingTarget, isPulled: boolean, wanted: Offline): boolean {
  const { staysOnline = [] } = target.detection;
  return becomesOffline({ wanted, hasItsModels: isPulled && models.isComplete, staysOnline });
}

/** Decides what targets get if only the address is added. */
export function addressContainers(
  targets: readonly Target[],
  endpoint: Endpoint | undefined,
): readonly AddressedContainer[] {
  return targets.map((target) => ({
    target,
    address: target.otherHub === undefined ? chooseAddress(target, endpoint) : undefined,
  }));
}
