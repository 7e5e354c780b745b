import type { Directory } from "../model-express/directory.ts";
import type { Place } from "./cache/places.ts";
import type { MatchedCandidate } from "./candidate.ts";
import { choosePull } from "./choose-pull.ts";
import { addressWarnings, findEndpoint } from "./container-address.ts";
import { addressContainers, decideContainer, type PlacedTarget, placeTargets } from "./containers.ts";
import type {
  Decision,
  EnvInjection,
  InjectDecision,
  InjectionFacts,
  SharedInjection,
  StreamInjection,
} from "./decision.ts";
import { chooseGate } from "./gate.ts";
import { type CacheChoice, chooseMode } from "./mode.ts";
import { fetchesAtRunTime } from "./models/from-peers.ts";
import { wantedOffline } from "./offline.ts";
import { onlineWarning } from "./online-warnings.ts";
import { choosePeers, NO_PEERS, type PeersChoice } from "./peers/choose-peers.ts";
import { withoutCache } from "./peers/peers-warnings.ts";
import type { MountedScript, Settings } from "./settings.ts";
import { SETTABLE_ANNOTATIONS } from "./target/annotation-keys.ts";
import type { Target } from "./target/target.ts";
import { aboutContainer, type Warning } from "./warning.ts";

/** Chooses the mode, the location of the cache, and what each container gets. */
export function buildInjection(candidate: MatchedCandidate, directory: Directory, settings: Settings): Decision {
  const general = [
    ...addressWarnings(candidate),
    ...candidate.targets.flatMap(otherHubWarning),
    ...candidate.annotations.unknownKeys.map(unknownAnnotation),
  ];
  if (candidate.targets.every(({ otherHub }) => otherHub !== undefined)) return foreignHub(candidate, general);
  const peers = peersFor(candidate, directory, settings);
  const choice = chooseMode(candidate, directory, settings);
  const warnings = [...general, ...choice.warnings];
  if (choice.mode === "env") return addressOnly(candidate, [...warnings, ...withoutCache(peers, candidate.targets)]);
  if (choice.mode === "unavailable") return claimUnavailable(candidate, warnings);
  const mounted = findScript(candidate, directory, settings);
  return cacheInjection(candidate, { choice: { ...choice, warnings }, peers, mounted }, settings);
}

function peersFor(candidate: MatchedCandidate, directory: Directory, settings: Settings): PeersChoice {
  if (candidate.role !== "worker") return NO_PEERS;
  const { pod, targets, annotations, found } = candidate;
  const podSecurity = directory.podSecurity(candidate.namespace);
  return choosePeers({ pod, targets, annotations, instance: found.instance, podSecurity }, settings);
}

/** The script, if the namespace is known to have it in a ConfigMap. */
function findScript(
  { namespace }: MatchedCandidate,
  directory: Directory,
  settings: Settings,
): MountedScript | undefined {
  const { mounted } = settings.pull;
  return mounted !== undefined && directory.hasPullScript(namespace, mounted) ? mounted : undefined;
}

interface CacheInputs {
  readonly choice: CacheChoice;
  readonly peers: PeersChoice;
  readonly mounted: MountedScript | undefined;
}

function cacheInjection(candidate: MatchedCandidate, inputs: CacheInputs, settings: Settings): InjectDecision {
  const { choice, peers, mounted } = inputs;
  const offline = wantedOffline(candidate.annotations, settings);
  const placed = placeTargets(candidate, { choice, peers }, settings);
  const refusals = placed.flatMap((target) => (target.cache === undefined ? (target.refused ?? []) : []));
  const { pull, warnings: pullWarnings } = choosePull(candidate, { choice, placed, offline, mounted }, settings);
  const online = pull === undefined || offline !== "auto" ? [] : placed.flatMap(onlineWarnings);
  const { gate, warnings: gateWarnings } = chooseGate(candidate, pull, settings);
  const others = [...choice.warnings, ...refusals, ...pullWarnings, ...online, ...gateWarnings];
  const place = pull === undefined ? placeWithoutPull(choice.place, placed) : choice.place;
  if (place === undefined || placed.every(({ cache }) => cache === undefined)) {
    return addressOnly(candidate, [...others, ...withoutCache(peers, candidate.targets)]);
  }
  const refused = placed.filter(({ cache }) => cache === undefined).map(({ target }) => target);
  const warnings = [...others, ...peers.warnings, ...withoutCache(peers, refused)];
  const containers = placed.map((target) => decideContainer(target, { isPulled: pull !== undefined, offline }));
  return { ...collectFacts(candidate, warnings), ...placedIn(place), pull, gate, containers };
}

/**
 * Keeps a small volume for containers that fetch through Model Express at run time, although nothing is pulled before
 * the start.
 */
function placeWithoutPull(place: Place, placed: readonly PlacedTarget[]): Place | undefined {
  if (place.mode === "shared") return place;
  const isOfUse = placed.some(
    (one) => one.cache !== undefined && (fetchesAtRunTime(one.target) || one.peers?.streamsWeights === true),
  );
  if (!isOfUse || place.newVolume === undefined) return isOfUse ? place : undefined;
  return { ...place, newVolume: { storageClass: undefined, size: undefined } };
}

function onlineWarnings(placed: PlacedTarget): readonly Warning[] {
  const hasItsModels = placed.cache !== undefined && placed.models.isComplete;
  const warning = hasItsModels ? onlineWarning(placed.target) : undefined;
  return warning === undefined ? [] : [warning];
}

function placedIn(place: Place): Pick<SharedInjection, "mode" | "place"> | Pick<StreamInjection, "mode" | "place"> {
  return place.mode === "shared" ? { mode: place.mode, place } : { mode: place.mode, place };
}

function addressOnly(candidate: MatchedCandidate, warnings: readonly Warning[]): EnvInjection {
  const containers = addressContainers(candidate.targets, findEndpoint(candidate));
  return { ...collectFacts(candidate, warnings), mode: "env", containers };
}

function collectFacts({ pod, found, trace }: MatchedCandidate, warnings: readonly Warning[]): InjectionFacts {
  return { outcome: "inject", pod, found, trace, warnings };
}

function claimUnavailable({ namespace, trace }: MatchedCandidate, warnings: readonly Warning[]): Decision {
  const why = warnings.at(-1)?.detail ?? `the instance has no claim in namespace ${namespace}`;
  return { outcome: "skip", reason: "ClaimUnavailable", detail: why, warnings, trace };
}

/** Skips the pod: Model Express would deliver files of another repository with the same name. */
function foreignHub({ trace }: MatchedCandidate, warnings: readonly Warning[]): Decision {
  const detail = "the pod starts as it would without the injector";
  return { outcome: "skip", reason: "ForeignHub", detail, warnings, trace };
}

function otherHubWarning({ container, otherHub }: Target): readonly Warning[] {
  if (otherHub === undefined) return [];
  const detail = `${otherHub} names a hub; unset it if Model Express downloads from the same`;
  return [aboutContainer(container.name, { code: "OtherHub", detail })];
}

function unknownAnnotation(key: string): Warning {
  return { code: "UnknownAnnotation", detail: `${key} (known: ${SETTABLE_ANNOTATIONS.join(", ")})` };
}
