import type { Directory } from "../model-express/directory.ts";
import { readCacheSetting, type TargetSetting } from "./cache/cache-setting.ts";
import { findClaim } from "./cache/claim.ts";
import { choosePlace, findPlaces, type Place, type PossiblePlaces } from "./cache/places.ts";
import { isRefusal } from "./cache/refusal.ts";
import type { MatchedCandidate } from "./candidate.ts";
import { findEndpoint, isInPod, serverInPod, tlsNotSupported, urlUnknown, wantsTls } from "./container-address.ts";
import type { Endpoint } from "./decision.ts";
import { choosePullImage, type PullImage } from "./pull-image.ts";
import type { Mode, Settings } from "./settings.ts";
import { findStandingPlace } from "./standing-place.ts";
import type { PodAnnotations } from "./target/annotations.ts";
import { aboutContainer, type Warning } from "./warning.ts";
import { withholdClaim } from "./withhold-claim.ts";

/** How the pod gets its models, and what rules out a better way. */
export type ModeChoice =
  | { readonly mode: "env"; readonly warnings: readonly Warning[] }
  /** `shared` was requested, but no claim can be mounted. */
  | { readonly mode: "unavailable"; readonly warnings: readonly Warning[] }
  | CacheChoice;

/** A cache in one place, with what each container's own settings say about it. */
export interface CacheChoice {
  readonly mode: "cache";
  readonly place: Place;
  readonly endpoint: Endpoint;
  readonly image: PullImage;
  readonly targets: readonly TargetSetting[];
  readonly warnings: readonly Warning[];
}

/** Chooses `shared` if there is a claim in the pod's namespace, else `stream`; `env` if neither is possible. */
export function chooseMode(candidate: MatchedCandidate, directory: Directory, settings: Settings): ModeChoice {
  const { pod, annotations } = candidate;
  const wanted = wantedMode(candidate, settings);
  if (wanted === "env") return { mode: "env", warnings: [] };
  const endpoint = findEndpoint(candidate);
  if (endpoint === undefined) return { mode: "env", warnings: [urlUnknown(candidate)] };
  if (wantsTls(candidate) && annotations.mode === undefined)
    return { mode: "env", warnings: [tlsNotSupported(candidate)] };
  if (isInPod(candidate) && annotations.mode === undefined) return { mode: "env", warnings: [serverInPod(candidate)] };
  const found = findClaim(candidate, wanted, directory);
  if (wanted === "shared" && found.claim === undefined) return { mode: "unavailable", warnings: found.warnings };
  const options = {
    path: annotations.path ?? settings.path,
    isAsked: asksForCache(annotations),
    claimName: found.claim?.name,
  };
  const read = candidate.targets.map((target) => ({ target, setting: readCacheSetting(target, pod, options) }));
  const image = choosePullImage(candidate.found.instance, directory, settings.pull);
  const known = { claim: found.claim, targets: read, warnings: found.warnings };
  const standing = findStandingPlace(pod, found.claim);
  const { claim, targets, warnings } =
    wanted === "shared" || standing !== undefined
      ? known
      : withholdClaim(candidate, known, { image, directory, settings });
  const placed = standing ?? placeForPod(targets, findPlaces(pod, { wanted, claim }, settings));
  if ("refusals" in placed) return { mode: "env", warnings: [...warnings, ...placed.refusals] };
  return { mode: "cache", place: placed, endpoint, image, targets, warnings };
}

/** Whether the user names a mode, a location or models for this pod. */
function asksForCache({ mode, claim, path, models, offline }: PodAnnotations): boolean {
  return [mode, claim, path, models, offline].some((annotation) => annotation !== undefined);
}

function wantedMode({ role, annotations }: MatchedCandidate, settings: Settings): Mode {
  return role === "bystander" ? "env" : (annotations.mode ?? settings.mode);
}

/**
 * Uses the first place that a container's own settings allow. Asks containers that name a model first, whatever their
 * order in the pod, and frontends last.
 */
function placeForPod(
  targets: readonly TargetSetting[],
  places: PossiblePlaces,
): Place | { readonly refusals: readonly Warning[] } {
  const refusals: Warning[] = [];
  for (const { target, setting } of [...targets.filter(namesModel), ...targets.filter((one) => !namesModel(one))]) {
    if (target.otherHub !== undefined) continue;
    const place = choosePlace(setting, places);
    if (!isRefusal(place)) return place;
    if (place.refused !== undefined) refusals.push(aboutContainer(target.container.name, place.refused));
  }
  return { refusals };
}

function namesModel({ target }: TargetSetting): boolean {
  return !target.isFrontend && target.detection.models.length > 0;
}
