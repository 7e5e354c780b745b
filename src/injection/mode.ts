import type { Directory } from "../model-express/directory.ts";
import { KEY_PREFIX } from "../model-express/keys.ts";
import { type CacheSetting, cacheSetting, isOffline } from "./cache/cache-setting.ts";
import { findClaim } from "./cache/claim.ts";
import { type Cache, cacheAt, isRefusal, type Place, type Places, placesOf, preferredPlace } from "./cache/places.ts";
import type { MatchedCandidate } from "./candidate.ts";
import { addressOf, addressWarnings, endpointOf, urlUnknown } from "./container-address.ts";
import type { ContainerAddress, ContainerDecision, Decision, Endpoint, InjectDecision, Pull } from "./decision.ts";
import { modelsOf, type TargetModels } from "./models.ts";
import { isPullOfOurs, PULL_NAME } from "./patch/pull-container.ts";
import { takesRevisions } from "./pull-image.ts";
import type { InjectReason } from "./reason.ts";
import type { Mode, Settings } from "./settings.ts";
import type { Target } from "./target/target.ts";
import type { Warning } from "./warning.ts";

/** Chooses the mode, the place of the cache, and what each container gets. */
export function chooseInjection(it: MatchedCandidate, directory: Directory, settings: Settings): Decision {
  const wanted: Mode = it.role === "bystander" ? "env" : (it.annotations.mode ?? settings.mode);
  const general = [...addressWarnings(it), ...it.annotations.unknownKeys.map(unknownAnnotation)];
  if (wanted === "env") return addressOnly(it, general);
  const endpoint = endpointOf(it);
  if (endpoint === undefined) return addressOnly(it, [...general, urlUnknown(it)]);
  const { claim, warnings } = findClaim(it, wanted, directory);
  if (wanted === "shared" && claim === undefined) return claimUnavailable(it, [...general, ...warnings]);
  const places = placesOf(it.pod, wanted, claim, settings);
  return injectionAt({ ...it, endpoint, places, warnings: [...general, ...warnings] }, settings);
}

interface PlacedCandidate extends MatchedCandidate {
  readonly endpoint: Endpoint;
  readonly places: Places;
  readonly warnings: readonly Warning[];
}

function injectionAt(it: PlacedCandidate, settings: Settings): Decision {
  const targets = it.targets.map((target) => ({ target, setting: cacheSetting(target, it.pod) }));
  const { place, warnings } = placeOf(targets, it.places);
  if (place === undefined) return addressOnly(it, [...it.warnings, ...warnings]);
  const path = it.annotations.path ?? settings.path;
  const containers = targets.map((entry) => containerAt(place, entry, { it, path, image: settings.pull.image }));
  const refusals = containers.flatMap(({ refused }) => refused ?? []);
  const { pull, warnings: pullWarnings } = pullOf({ it, place, containers }, settings);
  const all = [...it.warnings, ...refusals, ...pullWarnings];
  const isOfUse =
    containers.some(({ cache }) => cache !== undefined) && (pull !== undefined || place.mode === "shared");
  if (!isOfUse) return addressOnly(it, all);
  return injection(it, {
    place,
    pull,
    containers: containers.map((c) => decided(c, pull, offlineOf(it, settings))),
    warnings: all,
  });
}

interface TargetSetting {
  readonly target: Target;
  readonly setting: CacheSetting;
}

interface Placed {
  readonly target: Target;
  readonly address: ContainerAddress;
  readonly cache: Cache | undefined;
  readonly refused: Warning | undefined;
  readonly models: TargetModels | undefined;
}

/** The first container whose settings allow a place has it for the pod; those that load weights are asked first. */
function placeOf(
  targets: readonly TargetSetting[],
  places: Places,
): { readonly place: Place | undefined; readonly warnings: readonly Warning[] } {
  const warnings: Warning[] = [];
  for (const { target, setting } of targets) {
    const place = preferredPlace(setting, places);
    if (!isRefusal(place)) return { place, warnings: [] };
    if (place.refused !== undefined) warnings.push(about(target, place.refused));
  }
  return { place: undefined, warnings };
}

function containerAt(
  place: Place,
  { target, setting }: TargetSetting,
  { it, path, image }: { readonly it: PlacedCandidate; readonly path: string; readonly image: string },
): Placed {
  const address = addressOf(target, it.endpoint);
  const cache = cacheAt(place, target, setting, path);
  if (isRefusal(cache)) {
    const refused = cache.refused === undefined ? undefined : about(target, cache.refused);
    return { target, address, cache: undefined, refused, models: undefined };
  }
  const pulling = { mode: place.mode, takesRevisions: takesRevisions(it.found.instance?.image ?? image) };
  return { target, address, cache, refused: undefined, models: modelsOf(target, it.annotations, pulling) };
}

function pullOf(
  {
    it,
    place,
    containers,
  }: { readonly it: PlacedCandidate; readonly place: Place; readonly containers: readonly Placed[] },
  settings: Settings,
): { readonly pull: Pull | undefined; readonly warnings: readonly Warning[] } {
  const warnings = containers.flatMap(({ models }) => models?.warnings ?? []);
  const [first] = containers.filter(({ models }) => (models?.pulled.length ?? 0) > 0);
  const models = [...new Set(containers.flatMap(({ models }) => models?.pulled ?? []))];
  if (first?.cache === undefined) return { pull: undefined, warnings };
  if (isPullNameTaken(it)) return { pull: undefined, warnings: [...warnings, pullNameTaken] };
  const timeoutSeconds = it.annotations.pullTimeoutSeconds ?? settings.pull.timeoutSeconds;
  const { cache, target } = first;
  const isForOffline = containers.some((placed) => isReadOffline(placed, offlineOf(it, settings)));
  const how = { timeoutSeconds, isForOffline, isUnwritable: place.isUnwritable, like: target.container };
  return { pull: { models, endpoint: it.endpoint, cache, ...how }, warnings };
}

function isPullNameTaken({ pod }: MatchedCandidate): boolean {
  const existing = [...pod.initContainers, ...pod.containers].find(({ name }) => name === PULL_NAME);
  return existing !== undefined && !isPullOfOurs(existing);
}

const pullNameTaken: Warning = {
  code: "NameTaken",
  detail: `container ${PULL_NAME} is the pod's own, so nothing is pulled; rename it`,
};

function offlineOf({ annotations }: MatchedCandidate, settings: Settings): Settings["offline"] {
  return annotations.offline ?? settings.offline;
}

/** Offline by the user's own variables, or by ours, which is added only if there is none. */
function isReadOffline(placed: Placed, offline: Settings["offline"]): boolean {
  if (isOffline(placed.target)) return placed.cache !== undefined;
  const hasOwn = placed.target.environment.variables.has("HF_HUB_OFFLINE");
  return !hasOwn && becomesOffline(placed, true, offline);
}

function becomesOffline({ cache, models }: Placed, isPulled: boolean, offline: Settings["offline"]): boolean {
  const isCovered = isPulled && models?.isComplete === true;
  return cache !== undefined && (offline === "always" || (offline === "auto" && isCovered));
}

function decided(placed: Placed, pull: Pull | undefined, offline: Settings["offline"]): ContainerDecision {
  const { target, address, cache, models } = placed;
  return { target, address, cache, isOffline: becomesOffline(placed, pull !== undefined, offline), models };
}

function injection(
  it: MatchedCandidate,
  chosen: Pick<InjectDecision, "containers" | "pull" | "warnings"> & { readonly place: Place },
): InjectDecision {
  const { mode } = chosen.place;
  const { pod, found, trace } = it;
  return { outcome: "inject", reason: reasonOf(chosen), pod, mode, found, trace, ...chosen };
}

function reasonOf({ place, pull }: { readonly place: Place; readonly pull: Pull | undefined }): InjectReason {
  if (place.mode === "stream") return "StreamPull";
  return pull === undefined ? "SharedCache" : "SharedPull";
}

function addressOnly(it: MatchedCandidate, warnings: readonly Warning[]): InjectDecision {
  const endpoint = endpointOf(it);
  const containers = it.targets.map((target) => ({
    target,
    address: addressOf(target, endpoint),
    cache: undefined,
    isOffline: false,
    models: undefined,
  }));
  const { pod, found, trace } = it;
  const nothing = { place: undefined, pull: undefined };
  return { outcome: "inject", reason: "UrlOnly", pod, mode: "env", found, containers, warnings, trace, ...nothing };
}

function claimUnavailable({ namespace, trace }: MatchedCandidate, warnings: readonly Warning[]): Decision {
  const why = warnings.at(-1)?.detail ?? `the instance has no claim in namespace ${namespace}`;
  return { outcome: "skip", reason: "ClaimUnavailable", detail: why, warnings, trace };
}

function about(target: Target, { code, detail }: Warning): Warning {
  return { code, detail: `container ${target.container.name}: ${detail}` };
}

function unknownAnnotation(key: string): Warning {
  return { code: "UnknownAnnotation", detail: `${key} (known: ${KEY_PREFIX}url, mode, models, claim, path, …)` };
}
