import { join, parent, relativeTo } from "../../kubernetes/path.ts";
import type { VolumeMount } from "../pod/pod.ts";
import type { Target } from "../target/target.ts";
import { type CacheSetting, type DirectoryInMount, NO_VOLUME, type ScratchCache } from "./cache-setting.ts";
import { readAbsolute } from "./known-path.ts";
import { isAt, type Place, VOLUME_NAME } from "./places.ts";
import { elsewhere, nameTaken, type Refusal } from "./refusal.ts";

/** A container's access to the cache. */
export interface Cache {
  /** The hub directory in the container: `HF_HUB_CACHE`. */
  readonly directory: string;
  /** `MODEL_EXPRESS_PATH`. */
  readonly path: string;
  /** The mount of the volume. */
  readonly mount: Mount;
  readonly isMountNew: boolean;
}

export interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath: string;
  readonly isReadOnly: boolean;
}

const HUB = "hub";

/** Mounts the pod's cache in a container: through its own setting, an existing mount, or a new one. */
export function reachPlace(
  place: Place,
  { target, setting }: { readonly target: Target; readonly setting: CacheSetting },
  path: string,
): Cache | Refusal {
  if (setting.kind === "theirs") return { refused: undefined };
  if (setting.kind === "unreachable") return elsewhere(setting.setBy, setting.why);
  if (setting.kind === "own") {
    if (isAt(place, setting)) return ownCache(setting);
    return elsewhere(setting.setBy, `${setting.directory} is another place than the pod's other`);
  }
  if (setting.kind === "scratch") return scratchCache(setting, place);
  const there = setting.kind === "occupied" ? setting.there : undefined;
  if (there !== undefined && isAt(place, there)) return ownCache(there);
  const existing = cacheOnMount(place, target);
  if (existing !== undefined) return existing;
  return setting.kind === "none" ? newCache(place, path) : nameTaken(`mount path ${setting.by}`);
}

function ownCache({ directory, mount }: DirectoryInMount): Cache {
  return { directory, path: withoutHub(directory), mount: asMount(mount), isMountNew: false };
}

function scratchCache({ setBy, directory, root, inner }: ScratchCache, place: Place): Cache | Refusal {
  const isOurs = place.volumeName === VOLUME_NAME && place.source === "emptyDir" && place.inner === inner;
  if (!isOurs) return elsewhere(setBy, `${directory} ${NO_VOLUME}`);
  const mount = { name: place.volumeName, mountPath: root, subPath: "", isReadOnly: false };
  return { directory, path: withoutHub(directory), mount, isMountNew: true };
}

/** Through the container's existing mount of the volume. */
function cacheOnMount(place: Place, { container: { mounts } }: Target): Cache | Refusal | undefined {
  const root = toRoot(place.inner);
  const existing = mounts.find(
    ({ name, mountPath, subPath, subPathExpr }) =>
      name === place.volumeName && subPathExpr === "" && relativeTo(subPath, root) !== undefined && isUsable(mountPath),
  );
  if (existing === undefined) return undefined;
  const path = join(existing.mountPath, relativeTo(existing.subPath, root) ?? "");
  const cache = cacheUnder(path, place);
  const hiding = mounts.find((mount) => mount !== existing && hides(mount, existing, cache.directory));
  if (hiding !== undefined) return nameTaken(`mount path ${hiding.mountPath}`);
  return { ...cache, mount: asMount(existing), isMountNew: false };
}

/** Whether variables can name the path, and the pull's container can mount something there. */
function isUsable(mountPath: string): boolean {
  return (readAbsolute(mountPath) ?? "") !== "";
}

/** Whether a mount is between another mount and a directory on it, or below the directory. */
function hides({ mountPath }: VolumeMount, beneath: VolumeMount, directory: string): boolean {
  const isBetween =
    relativeTo(beneath.mountPath, mountPath) !== undefined && relativeTo(mountPath, directory) !== undefined;
  return isBetween || relativeTo(directory, mountPath) !== undefined;
}

function newCache(place: Place, path: string): Cache {
  const { volumeName: name, isReadOnly, inner } = place;
  const mount = { name, mountPath: path, subPath: toRoot(inner), isReadOnly };
  return { ...cacheUnder(path, place), mount, isMountNew: true };
}

function cacheUnder(path: string, { inner }: Place): Pick<Cache, "directory" | "path"> {
  return { directory: join(path, relativeTo(toRoot(inner), inner) ?? ""), path };
}

/** The part of the volume to mount, so that the hub directory is `<mount path>/hub` if possible. */
function toRoot(inner: string): string {
  return inner.endsWith(`/${HUB}`) ? parent(inner) : "";
}

function withoutHub(directory: string): string {
  return directory.endsWith(`/${HUB}`) ? parent(directory) : directory;
}

function asMount({ name, mountPath, subPath, isReadOnly }: VolumeMount): Mount {
  return { name, mountPath, subPath, isReadOnly };
}
