import type { Address } from "../model-express/address.ts";
import type { Directory } from "../model-express/directory.ts";
import type { Found } from "../model-express/find-instance.ts";
import { KEY_PREFIX } from "../model-express/keys.ts";
import { type CacheSetting, cacheSetting } from "./cache-setting.ts";
import { findClaim } from "./claim.ts";
import type { Candidate } from "./decide.ts";
import type {
  ContainerAddress,
  ContainerDecision,
  Decision,
  Endpoint,
  InjectDecision,
  Pull,
  Trace,
} from "./decision.ts";
import { modelsOf, type TargetModels } from "./models.ts";
import { type Cache, cacheAt, isRefusal, type Place, type Places, placesOf, preferredPlace } from "./place.ts";
import { isPullOfOurs, PULL_NAME } from "./pull-container.ts";
import type { InjectReason } from "./reason.ts";
import type { Mode, Settings } from "./settings.ts";
import type { Target } from "./target.ts";
import type { Warning } from "./warning.ts";

/** A candidate with its targets and its Model Express. */
interface Case extends Candidate {
  readonly targets: readonly Target[];
  readonly found: Found;
  readonly trace: Trace;
}

/** Chooses the mode, the place of the cache, and what each container gets. */
export function chooseInjection(it: Case, directory: Directory, settings: Settings): Decision {
  const wanted: Mode = it.role === "bystander" ? "env" : (it.wishes.mode ?? settings.mode);
  const general = generalWarnings(it);
  if (wanted === "env") return addressOnly(it, general);
  const endpoint = endpointOf(it);
  if (endpoint === undefined) return addressOnly(it, [...general, urlUnknown(it)]);
  const { claim, warnings } = findClaim(it, wanted, directory);
  if (wanted === "shared" && claim === undefined) return claimUnavailable(it, [...general, ...warnings]);
  const places = placesOf(it.pod, wanted, claim, settings);
  return injectionAt({ ...it, endpoint, places, warnings: [...general, ...warnings] }, settings);
}

interface PlacedCase extends Case {
  readonly endpoint: Endpoint;
  readonly places: Places;
  readonly warnings: readonly Warning[];
}

function injectionAt(it: PlacedCase, settings: Settings): Decision {
  const targets = it.targets.map((target) => ({ target, setting: cacheSetting(target, it.pod) }));
  const { place, warnings } = placeOf(targets, it.places);
  if (place === undefined) return addressOnly(it, [...it.warnings, ...warnings]);
  const path = it.wishes.path ?? settings.path;
  const containers = targets.map((entry) => containerAt(place, entry, { it, path }));
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
  { it, path }: { readonly it: PlacedCase; readonly path: string },
): Placed {
  const address = addressOf(target, it.endpoint);
  const cache = cacheAt(place, target, setting, path);
  if (isRefusal(cache)) {
    const refused = cache.refused === undefined ? undefined : about(target, cache.refused);
    return { target, address, cache: undefined, refused, models: undefined };
  }
  return { target, address, cache, refused: undefined, models: modelsOf(target, it.role, it.wishes, place.mode) };
}

function pullOf(
  { it, place, containers }: { readonly it: PlacedCase; readonly place: Place; readonly containers: readonly Placed[] },
  settings: Settings,
): { readonly pull: Pull | undefined; readonly warnings: readonly Warning[] } {
  const warnings = containers.flatMap(({ models }) => models?.warnings ?? []);
  const [first] = containers.filter(({ models }) => (models?.pulled.length ?? 0) > 0);
  const models = [...new Set(containers.flatMap(({ models }) => models?.pulled ?? []))];
  if (first?.cache === undefined) return { pull: undefined, warnings };
  if (isPullNameTaken(it)) return { pull: undefined, warnings: [...warnings, pullNameTaken] };
  const timeoutSeconds = it.wishes.pullTimeoutSeconds ?? settings.pull.timeoutSeconds;
  const { cache, target } = first;
  const { isUnwritable } = place;
  const pull = { models, endpoint: it.endpoint, cache, isUnwritable, timeoutSeconds, like: target.container };
  return { pull, warnings };
}

function isPullNameTaken({ pod }: Case): boolean {
  const existing = [...pod.initContainers, ...pod.containers].find(({ name }) => name === PULL_NAME);
  return existing !== undefined && !isPullOfOurs(existing);
}

const pullNameTaken: Warning = {
  code: "NameTaken",
  detail: `container ${PULL_NAME} is the pod's own, so nothing is pulled; rename it`,
};

function offlineOf({ wishes }: Case, settings: Settings): Settings["offline"] {
  return wishes.offline ?? settings.offline;
}

function decided(placed: Placed, pull: Pull | undefined, offline: Settings["offline"]): ContainerDecision {
  const { target, address, cache, models } = placed;
  const isCovered = pull !== undefined && models?.isComplete === true;
  const isOffline = cache !== undefined && (offline === "always" || (offline === "auto" && isCovered));
  return { target, address, cache, isOffline, models };
}

/** Where the pull finds the server; `undefined` when neither admission nor another container can know it. */
function endpointOf({ found, targets }: Case): Endpoint | undefined {
  if (found.address !== "unknown") return { value: found.address.url };
  const source = targets.find(({ own }) => own !== undefined)?.own?.source;
  return source === undefined ? undefined : { valueFrom: source };
}

/** A container's own address is respected; the others get the pod's. */
function addressOf({ own }: Target, endpoint: Endpoint | undefined): ContainerAddress {
  if (own === undefined || own.address === "none") return endpoint;
  return own.address === "unknown" ? { reference: own.variable } : { value: own.address.url };
}

function injection(
  it: Case,
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

function addressOnly(it: Case, warnings: readonly Warning[]): InjectDecision {
  const containers = it.targets.map((target) => ({
    target,
    address: addressOf(target, endpointOf(it)),
    cache: undefined,
    isOffline: false,
    models: undefined,
  }));
  const { pod, found, trace } = it;
  const nothing = { place: undefined, pull: undefined };
  return { outcome: "inject", reason: "UrlOnly", pod, mode: "env", found, containers, warnings, trace, ...nothing };
}

function claimUnavailable({ namespace, trace }: Case, warnings: readonly Warning[]): Decision {
  const why = warnings.at(-1)?.detail ?? `the instance has no claim in namespace ${namespace}`;
  return { outcome: "skip", reason: "ClaimUnavailable", detail: why, warnings, trace };
}

function generalWarnings({ found, wishes, targets }: Case): readonly Warning[] {
  return [
    ...(found.rivals.length === 0 ? [] : [ambiguous(found)]),
    ...differences(found, targets),
    ...wishes.unknownKeys.map(unknownAnnotation),
  ];
}

function ambiguous({ instance, rivals }: Found): Warning {
  const others = rivals.map(({ name }) => name).join(", ");
  return {
    code: "AmbiguousModelExpress",
    detail: `Service ${instance?.name} was taken, not ${others}; keep one label`,
  };
}

function differences(found: Found, targets: readonly Target[]): readonly Warning[] {
  const { differing } = found;
  const own = targets.flatMap(({ container, own }) => {
    const differs = own !== undefined && typeof own.address === "object" && differsFrom(own.address, found);
    return differs ? [urlDiffers(`container ${container.name} keeps its ${own.variable}`)] : [];
  });
  if (differing === undefined || found.address === "unknown") return own;
  const detail = `${found.address.url} is kept; Service ${differing.namespace}/${differing.name} would have been taken`;
  return [urlDiffers(detail), ...own];
}

function differsFrom(address: Address, { address: chosen }: Found): boolean {
  return chosen !== "unknown" && address.url !== chosen.url;
}

function urlDiffers(detail: string): Warning {
  return { code: "UrlDiffers", detail };
}

function unknownAnnotation(key: string): Warning {
  return { code: "UnknownAnnotation", detail: `${key} (known: ${KEY_PREFIX}url, mode, models, claim, path, …)` };
}

function urlUnknown({ targets }: Case): Warning {
  const target = targets.find(({ own }) => own !== undefined);
  const detail = `${target?.own?.variable} of container ${target?.container.name} is no http://host:port known here`;
  return { code: "UrlUnknown", detail };
}

function about(target: Target, { code, detail }: Warning): Warning {
  return { code, detail: `container ${target.container.name}: ${detail}` };
}
