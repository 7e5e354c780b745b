import { findInnermostMount, join, parent, relativeTo } from "../../kubernetes/path.ts";
import { isOfflineAlready } from "../offline.ts";
import type { Pod, Volume, VolumeMount } from "../pod/pod.ts";
import type { Target } from "../target/target.ts";
import { findFiller } from "./fillers.ts";
import { findSourcedVolume } from "./sourced-cache.ts";
import { findStatedDirectory } from "./stated-directory.ts";

/** A container's own settings and mounts for the directory where its runtime reads models. */
export type CacheSetting =
  /** No setting: we choose the directory. */
  | { readonly kind: "none" }
  | OwnCache
  | ScratchCache
  /** A user's volume is at our mount path. */
  | OccupiedPath
  /** A read-only mount that the user reads offline, which is left alone. */
  | { readonly kind: "theirs"; readonly setBy: string }
  /** A directory that no pull can write to. */
  | { readonly kind: "unreachable"; readonly setBy: string; readonly why: string };

export interface TargetSetting {
  readonly target: Target;
  readonly setting: CacheSetting;
}

/** A hub directory on one of the pod's volumes. */
export interface DirectoryInMount {
  /** The hub directory in the container. */
  readonly directory: string;
  /** The same, relative to the root of the volume. */
  readonly inner: string;
  readonly mount: VolumeMount;
  readonly volume: Volume;
}

export interface OwnCache extends DirectoryInMount {
  readonly kind: "own";
  readonly setBy: string;
}

/** A hub directory that is not on a volume, where images have no files: a volume can be mounted there. */
export interface ScratchCache {
  readonly kind: "scratch";
  readonly setBy: string;
  readonly directory: string;
  /**
   * The mount path of the volume. It includes the library's other files beside the hub directory, which stay
   * writable.
   */
  readonly root: string;
  /** The hub directory, relative to the root of the volume. */
  readonly inner: string;
}

export interface OccupiedPath {
  readonly kind: "occupied";
  /** Its mount path. */
  readonly by: string;
  /** `undefined` if it is below our mount path and would hide a part of the cache. */
  readonly there: DirectoryInMount | undefined;
}

/** Kinds of volumes with fixed content. */
const UNWRITABLE_SOURCES = new Set(["configMap", "secret", "projected", "downwardAPI", "image", "gitRepo"]);

export interface CacheOptions {
  /** The mount path for our volume. */
  readonly path: string;
  /** Whether the pod's annotations ask for our cache. */
  readonly isAsked: boolean;
  /** The claim of the instance. */
  readonly claimName: string | undefined;
}

/** The container runs without the hub and without a volume, so something that we cannot see has its models. */
const IN_IMAGE = "its models seem to be in the image; if Model Express is to deliver them, set the annotation mode";

function explainUnknown(setBy: string, { detection: { changes = [] } }: Target): string {
  const isDropped = changes.some(([name, value]) => name === setBy && value === undefined);
  return isDropped
    ? "the command starts the engine without it, so the engine would not find the cache"
    : "its value cannot be known here";
}

const FILLED =
  "it puts models into ~/.cache/huggingface; if Model Express is to deliver them, remove that, or set the annotation mode";

const SAY_IT = "set HF_HOME in env, or, if Model Express is to choose the place, the annotation mode";

export function readCacheSetting(target: Target, pod: Pod, options: CacheOptions): CacheSetting {
  const stated = findStatedDirectory(target, pod);
  if (stated === undefined) return readUnstated(target, pod, options);
  const { directory, setBy } = stated;
  if (directory === undefined) return unreachable(setBy, explainUnknown(setBy, target));
  const mount = findInnermostMount(target.container.mounts, directory);
  if (mount === undefined)
    return scratchAt(directory, setBy, target) ?? unreachable(setBy, `${directory} ${NO_VOLUME}`);
  if (mount.isReadOnly && isUsersOffline(target, directory)) return { kind: "theirs", setBy };
  const below = target.container.mounts.find(({ mountPath }) => (relativeTo(directory, mountPath) ?? "") !== "");
  if (below !== undefined) return unreachable(setBy, `${below.mountPath} hides a part of ${directory}`);
  const found = directoryIn(mount, directory, pod);
  if ("why" in found) return unreachable(setBy, found.why);
  const isChosen = options.isAsked || isOurs(target, directory);
  const filler = isChosen ? undefined : findFiller(pod, { container: target.container, volume: found.volume });
  return filler === undefined ? { kind: "own", setBy, ...found } : unreachable(setBy, mayFill(filler.name));
}

function mayFill(filler: string): string {
  return `container ${filler} may put the models there; if Model Express is to deliver them, set the annotation mode`;
}

/** The container's own variables and mounts state no directory. */
function readUnstated(target: Target, pod: Pod, { path, isAsked, claimName }: CacheOptions): CacheSetting {
  const occupant = findOccupant(path, target, pod);
  if (isAsked) return occupant;
  const sourced = findSourcedVolume(target, pod, claimName);
  if (sourced !== undefined) return unreachable("envFrom", `perhaps ${sourced.mountPath}; ${SAY_IT}`);
  if (target.detection.fillsDefaultCache === true) return unreachable("its command", FILLED);
  const isInImage = occupant.kind === "none" && isOfflineAlready(target.runtime);
  return isInImage ? unreachable("its offline mode", IN_IMAGE) : occupant;
}

export const NO_VOLUME = "is on no volume; mount one there";

/** In other directories an image may have models, which a volume would hide. */
const SCRATCH = /^\/(?:tmp|var\/tmp|run|scratch)\/./;

function scratchAt(directory: string, setBy: string, { container }: Target): ScratchCache | undefined {
  const root = setBy === "HF_HOME" ? parent(directory) : directory;
  const taken = [...container.mounts.map(({ mountPath }) => mountPath), ...(container.devicePaths ?? [])];
  const isFree = taken.every((path) => relativeTo(root, path) === undefined);
  if (!SCRATCH.test(root) || !isFree) return undefined;
  return { kind: "scratch", setBy, directory, root, inner: relativeTo(root, directory) ?? "" };
}

/** Why the pull cannot write there; `undefined` if it can. */
export function obstacleTo({ mount, volume }: DirectoryInMount): string | undefined {
  if (UNWRITABLE_SOURCES.has(volume.source)) return `volume ${volume.name} is a ${volume.source}`;
  if (volume.isReadOnly || mount.isReadOnly) return `volume ${volume.name} is mounted read-only`;
  return undefined;
}

function findOccupant(path: string, { container: { mounts, devicePaths = [] } }: Target, pod: Pod): CacheSetting {
  // Kubernetes refuses a mount at the path of a device.
  const device = devicePaths.find((one) => isNear(one, path));
  if (device !== undefined) return { kind: "occupied", by: device, there: undefined };
  const directory = join(path, "hub");
  const mount = findInnermostMount(mounts, directory);
  const below = mounts.find(({ mountPath }) => (relativeTo(path, mountPath) ?? "") !== "" && mountPath !== directory);
  if (below !== undefined && below !== mount) return { kind: "occupied", by: below.mountPath, there: undefined };
  if (mount === undefined) return { kind: "none" };
  const found = directoryIn(mount, directory, pod);
  return { kind: "occupied", by: mount.mountPath, there: "why" in found ? undefined : found };
}

function isNear(one: string, other: string): boolean {
  return relativeTo(one, other) !== undefined || relativeTo(other, one) !== undefined;
}

function directoryIn(mount: VolumeMount, directory: string, pod: Pod): DirectoryInMount | { readonly why: string } {
  const volume = pod.volumes.find(({ name }) => name === mount.name);
  if (volume === undefined) return { why: `${directory} is on a volume that the pod does not define` };
  if (mount.subPathExpr !== "") return { why: `${directory} is on a mount with subPathExpr` };
  const inner = join(mount.subPath, relativeTo(mount.mountPath, directory) ?? "");
  return { directory, inner, mount, volume };
}

/** Whether the user chose offline mode. A container that already has our variables has this one from us. */
function isUsersOffline(target: Target, directory: string): boolean {
  return !isOurs(target, directory) && isOfflineAlready(target.runtime);
}

/** Whether our first call chose the directory. */
function isOurs({ environment }: Target, directory: string): boolean {
  return environment.variables.get("MODEL_EXPRESS_CACHE_DIRECTORY") === directory;
}

function unreachable(setBy: string, why: string): CacheSetting {
  return { kind: "unreachable", setBy, why };
}
