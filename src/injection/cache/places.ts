import { join } from "../../kubernetes/path.ts";
import type { Pod, Volume } from "../pod/pod.ts";
import type { Mode, Settings } from "../settings.ts";
import {
  type CacheSetting,
  type DirectoryInMount,
  NO_VOLUME,
  type OwnCache,
  obstacleTo,
  type ScratchCache,
} from "./cache-setting.ts";
import type { SharedClaim } from "./claim.ts";
import { elsewhere, isRefusal, nameTaken, type Refusal } from "./refusal.ts";

export const VOLUME_NAME = "model-express";
const HUB = "hub";

/** The location of the pod's models: a hub directory on one of its volumes. */
export type Place = SharedPlace | StreamPlace;

interface DirectoryOnVolume {
  readonly volumeName: string;
  /** The hub directory, relative to the root of the volume. */
  readonly inner: string;
  /** The key of the volume's source: `persistentVolumeClaim`, `emptyDir`, … */
  readonly source: string;
}

/** A directory in a claim that the server also writes to. */
export interface SharedPlace extends DirectoryOnVolume {
  readonly mode: "shared";
  /** Whether serving containers mount it read-only. */
  readonly isReadOnly: boolean;
  /** Whether even the pull cannot write to it. */
  readonly isUnwritable: boolean;
  /** The volume, if the pod does not have it yet. */
  readonly newVolume: { readonly claimName: string } | undefined;
}

/** A directory that only this pod's pull fills. */
export interface StreamPlace extends DirectoryOnVolume {
  readonly mode: "stream";
  readonly isReadOnly: false;
  readonly isUnwritable: false;
  readonly newVolume: Settings["stream"] | undefined;
}

const STREAM = { mode: "stream", isReadOnly: false, isUnwritable: false } as const;

/**
 * The locations that the pod's volumes and the instance's claim permit, regardless of the containers' own settings.
 */
export interface PossiblePlaces {
  readonly wanted: Mode;
  /** `undefined` if no claim can be mounted, or sharing is not wanted. */
  readonly shared: SharedPlace | Refusal | undefined;
  /** The subPath of the claim that is mounted. */
  readonly sharedRoot: string;
  readonly stream: StreamPlace | Refusal;
}

export function findPlaces(
  pod: Pod,
  { wanted, claim }: { readonly wanted: Mode; readonly claim: SharedClaim | undefined },
  settings: Settings,
): PossiblePlaces {
  const stream = streamPlace(pod, settings);
  if (claim === undefined || wanted === "stream") return { wanted, shared: undefined, sharedRoot: "", stream };
  return { wanted, shared: sharedPlace(pod, claim), sharedRoot: claim.subPath, stream };
}

function sharedPlace(pod: Pod, claim: SharedClaim): SharedPlace | Refusal {
  const { isReadOnly, isUnwritable } = claim;
  const inner = join(claim.subPath, HUB);
  const place = { mode: "shared", inner, source: "persistentVolumeClaim", isReadOnly, isUnwritable } as const;
  const existing = pod.volumes.find(({ claimName }) => claimName === claim.name);
  if (existing !== undefined) {
    const isFixed = isUnwritable || existing.isReadOnly;
    return { ...place, isUnwritable: isFixed, volumeName: existing.name, newVolume: undefined };
  }
  if (volumeNamed(pod) !== undefined || isMounted(pod)) return nameTaken(`volume ${VOLUME_NAME}`);
  return { ...place, volumeName: VOLUME_NAME, newVolume: { claimName: claim.name } };
}

/**
 * A pod that names its node gets no new claim: most classes wait for the scheduler, which never sees it (Kubernetes,
 * "Volume binding mode").
 */
function streamPlace(pod: Pod, { stream }: Settings): StreamPlace | Refusal {
  const existing = volumeNamed(pod);
  const isTaken = existing === undefined ? isMounted(pod) : !isOwnKind(existing);
  if (isTaken) return nameTaken(`volume ${VOLUME_NAME}`);
  const fitting = pod.isBound ? { ...stream, storageClass: undefined } : stream;
  const newVolume = existing === undefined ? fitting : undefined;
  const source = existing?.source ?? (fitting.storageClass === undefined ? "emptyDir" : "ephemeral");
  return { ...STREAM, volumeName: VOLUME_NAME, inner: HUB, source, newVolume };
}

function volumeNamed(pod: Pod): Volume | undefined {
  return pod.volumes.find(({ name }) => name === VOLUME_NAME);
}

/** Such a pod mounts a volume that it does not define. Its user meant another one than ours. */
function isMounted({ containers, initContainers }: Pod): boolean {
  return [...containers, ...initContainers].some(({ mounts }) => mounts.some(({ name }) => name === VOLUME_NAME));
}

function isOwnKind({ source }: Volume): boolean {
  return source === "emptyDir" || source === "ephemeral";
}

/** Chooses the location for a container with this setting. A claim is preferred to a volume of the pod's own. */
export function choosePlace(setting: CacheSetting, places: PossiblePlaces): Place | Refusal {
  const { shared, stream } = places;
  if (setting.kind === "none") return shared ?? stream;
  if (setting.kind === "theirs") return { refused: undefined };
  if (setting.kind === "unreachable") return elsewhere(setting.setBy, setting.why);
  if (setting.kind === "scratch") return placeOnScratch(setting, places);
  return setting.kind === "own" ? placeOfOwn(setting, places) : placeAtOccupied(setting, places);
}

/** Every user can write there, as before: an `emptyDir` is open to all of them. */
function placeOnScratch(
  { setBy, directory, inner }: ScratchCache,
  { wanted, stream }: PossiblePlaces,
): Place | Refusal {
  if (isRefusal(stream)) return stream;
  if (wanted === "shared" || stream.source !== "emptyDir") return elsewhere(setBy, `${directory} ${NO_VOLUME}`);
  return { ...stream, inner };
}

function placeOfOwn(setting: OwnCache, { wanted, shared, sharedRoot }: PossiblePlaces): Place | Refusal {
  const { volume, inner, setBy, directory } = setting;
  if (shared !== undefined && !isRefusal(shared) && shared.volumeName === volume.name) {
    // If the server's cache directory is the mount itself, there is no folder `hub`.
    if (inner === shared.inner || inner === sharedRoot) return { ...shared, inner };
  }
  if (wanted === "shared") return elsewhere(setBy, `${directory} is not the cache in the instance's claim`);
  const obstacle = obstacleTo(setting);
  return obstacle === undefined ? placeIn(setting) : elsewhere(setBy, obstacle);
}

/** Uses the user's volume if the pull can write to it. Any mount of the instance's claim is used. */
function placeAtOccupied(
  { by, there }: Extract<CacheSetting, { kind: "occupied" }>,
  { wanted, shared }: PossiblePlaces,
): Place | Refusal {
  const isClaim = shared !== undefined && !isRefusal(shared) && shared.volumeName === there?.volume.name;
  if (isClaim) return shared;
  if (there === undefined || wanted === "shared" || obstacleTo(there) !== undefined) {
    return nameTaken(`mount path ${by}`);
  }
  return placeIn(there);
}

function placeIn({ volume, inner }: DirectoryInMount): StreamPlace {
  return { ...STREAM, volumeName: volume.name, inner, source: volume.source, newVolume: undefined };
}

export function isAt(place: Place, { volume, inner }: DirectoryInMount): boolean {
  return place.volumeName === volume.name && place.inner === inner;
}
