import type { JsonObject } from "../../kubernetes/json.ts";
import { join, parent, relativeTo } from "../../kubernetes/path.ts";
import type { Pod, Volume, VolumeMount } from "../pod/pod.ts";
import type { Mode, Settings } from "../settings.ts";
import type { Target } from "../target/target.ts";
import type { Warning } from "../warning.ts";
import { type CacheSetting, obstacleTo } from "./cache-setting.ts";
import type { SharedClaim } from "./claim.ts";

const VOLUME_NAME = "model-express";
const HUB = "hub";

/** Where the pod's models go: a hub directory on one of its volumes. */
export interface Place {
  readonly mode: "shared" | "stream";
  readonly volumeName: string;
  /** The hub directory, relative to the root of the volume. */
  readonly inner: string;
  /** Serving containers mount it read-only. */
  readonly isReadOnly: boolean;
  /** Not even the pull can write there. */
  readonly isUnwritable: boolean;
  /** The volume, when the pod has it not yet. */
  readonly newVolume: JsonObject | undefined;
}

/** How one container reaches the place. */
export interface Cache {
  /** The hub directory as the container sees it: `HF_HUB_CACHE`. */
  readonly directory: string;
  /** M of the design: `MODEL_EXPRESS_PATH`. */
  readonly path: string;
  /** `HF_HOME`, when the container needs one. */
  readonly home: string | undefined;
  /** How the volume is mounted, by the container and by the pull alike. */
  readonly mount: Mount;
  readonly isMountNew: boolean;
}

export interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath: string;
  readonly isReadOnly: boolean;
}

/** Why a container gets the address variables only. */
export interface Refusal {
  readonly refused: Warning | undefined;
}

export function isRefusal(value: object): value is Refusal {
  return "refused" in value;
}

const STREAM = { mode: "stream", isReadOnly: false, isUnwritable: false } as const;

/** The places that a pod can have, before any container's own settings are asked. */
export interface Places {
  readonly wanted: Mode;
  /** `undefined` when no claim can be mounted, or sharing is not wanted. */
  readonly shared: Place | Refusal | undefined;
  readonly stream: Place | Refusal;
}

export function placesOf(pod: Pod, wanted: Mode, claim: SharedClaim | undefined, settings: Settings): Places {
  const isShared = claim !== undefined && wanted !== "stream";
  return { wanted, shared: isShared ? sharedPlace(pod, claim) : undefined, stream: streamPlace(pod, settings) };
}

function sharedPlace(pod: Pod, claim: SharedClaim): Place | Refusal {
  const { isReadOnly, isUnwritable } = claim;
  const place = { mode: "shared", inner: join(claim.subPath, HUB), isReadOnly, isUnwritable } as const;
  const existing = pod.volumes.find(({ claimName }) => claimName === claim.name);
  if (existing !== undefined) return { ...place, volumeName: existing.name, newVolume: undefined };
  if (volumeNamed(pod) !== undefined) return nameTaken(`volume ${VOLUME_NAME}`);
  const newVolume = { name: VOLUME_NAME, persistentVolumeClaim: { claimName: claim.name } };
  return { ...place, volumeName: VOLUME_NAME, newVolume };
}

function streamPlace(pod: Pod, settings: Settings): Place | Refusal {
  const existing = volumeNamed(pod);
  if (existing !== undefined && !isOwnKind(existing)) return nameTaken(`volume ${VOLUME_NAME}`);
  const newVolume = existing === undefined ? ownVolume(settings) : undefined;
  return { ...STREAM, volumeName: VOLUME_NAME, inner: HUB, newVolume };
}

function volumeNamed(pod: Pod): Volume | undefined {
  return pod.volumes.find(({ name }) => name === VOLUME_NAME);
}

function isOwnKind({ source }: Volume): boolean {
  return source === "emptyDir" || source === "ephemeral";
}

function ownVolume({ stream: { storageClass, size } }: Settings): JsonObject {
  if (storageClass === undefined || size === undefined) return { name: VOLUME_NAME, emptyDir: {} };
  const spec = {
    accessModes: ["ReadWriteOnce"],
    storageClassName: storageClass,
    resources: { requests: { storage: size } },
  };
  return { name: VOLUME_NAME, ephemeral: { volumeClaimTemplate: { spec } } };
}

/** Where a container with this setting would have its models, the claim before a volume of the pod's own. */
export function preferredPlace(setting: CacheSetting, { wanted, shared, stream }: Places): Place | Refusal {
  if (setting.kind === "none") return shared ?? stream;
  if (setting.kind === "theirs") return { refused: undefined };
  if (setting.kind === "unreachable") return elsewhere(setting.setBy, setting.why);
  const { volume, inner, setBy, directory } = setting;
  if (shared !== undefined && !isRefusal(shared) && isAt(shared, volume.name, inner)) return shared;
  if (wanted === "shared") return elsewhere(setBy, `${directory} is not the cache in the instance's claim`);
  const obstacle = obstacleTo(setting);
  if (obstacle !== undefined) return elsewhere(setBy, obstacle);
  return { ...STREAM, volumeName: volume.name, inner, newVolume: undefined };
}

/** How a container reaches the place that the pod has. */
export function cacheAt(place: Place, target: Target, setting: CacheSetting, path: string): Cache | Refusal {
  if (setting.kind === "theirs") return { refused: undefined };
  if (setting.kind === "unreachable") return elsewhere(setting.setBy, setting.why);
  if (setting.kind === "none") return chosenCache(place, target, path);
  const { directory, inner, setBy, mount, volume, home } = setting;
  if (!isAt(place, volume.name, inner)) return elsewhere(setBy, `${directory} is another place than the pod's other`);
  return {
    directory,
    path: withoutHub(directory),
    home: mount.isReadOnly ? undefined : home,
    mount: asMount(mount),
    isMountNew: false,
  };
}

/** The mount that the container has of the place already, else a new one at `path`. */
function chosenCache(place: Place, target: Target, path: string): Cache | Refusal {
  const { mounts } = target.container;
  const root = rootOf(place.inner);
  const existing = mounts.find(
    ({ name, subPath, subPathExpr }) =>
      name === place.volumeName && subPathExpr === "" && relativeTo(subPath, root) !== undefined,
  );
  if (existing !== undefined) {
    const home = join(existing.mountPath, relativeTo(existing.subPath, root) ?? "");
    return cacheUnder(home, place, { mount: asMount(existing), isMountNew: false });
  }
  if (mounts.some(({ mountPath }) => relativeTo(mountPath, path) === "")) return nameTaken(`mount path ${path}`);
  const mount = { name: place.volumeName, mountPath: path, subPath: root, isReadOnly: place.isReadOnly };
  return cacheUnder(path, place, { mount, isMountNew: true });
}

function cacheUnder(path: string, { inner }: Place, rest: Pick<Cache, "mount" | "isMountNew">): Cache {
  const directory = join(path, relativeTo(rootOf(inner), inner) ?? "");
  return { directory, path, home: rest.mount.isReadOnly ? undefined : path, ...rest };
}

function isAt(place: Place, volumeName: string, inner: string): boolean {
  return place.volumeName === volumeName && place.inner === inner;
}

/** The part of the volume to mount, so that the hub directory is `<mount path>/hub` where that is possible. */
function rootOf(inner: string): string {
  return inner.endsWith(`/${HUB}`) ? parent(inner) : "";
}

function withoutHub(directory: string): string {
  return directory.endsWith(`/${HUB}`) ? parent(directory) : directory;
}

function asMount({ name, mountPath, subPath, isReadOnly }: VolumeMount): Mount {
  return { name, mountPath, subPath, isReadOnly };
}

function elsewhere(setBy: string, why: string): Refusal {
  return { refused: { code: "CacheElsewhere", detail: `set by ${setBy}: ${why}` } };
}

function nameTaken(what: string): Refusal {
  return { refused: { code: "NameTaken", detail: `${what} is the pod's own; rename it, or set the annotation path` } };
}
