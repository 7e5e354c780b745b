import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { join, parent, relativeTo, trim } from "../../kubernetes/path.ts";
import { isOfflineAlready } from "../offline.ts";
import type { Pod, Volume, VolumeMount } from "../pod/pod.ts";
import type { Target } from "../target/target.ts";

/** What a container's own settings say about the directory where its runtime reads models. */
export type CacheSetting =
  /** Nothing: the directory is ours to choose. */
  | { readonly kind: "none" }
  | OwnCache
  /** A read-only mount that the user reads offline: theirs alone. */
  | { readonly kind: "theirs"; readonly setBy: string }
  /** Somewhere that no pull can reach. */
  | { readonly kind: "unreachable"; readonly setBy: string; readonly why: string };

export interface OwnCache {
  readonly kind: "own";
  /** The hub directory as the container sees it. */
  readonly directory: string;
  /** The same, relative to the root of the volume. */
  readonly inner: string;
  readonly setBy: string;
  readonly mount: VolumeMount;
  readonly volume: Volume;
  /** What `HF_HOME` has to say for the directory to be found, when the user set none. */
  readonly home: string | undefined;
}

/** Kinds of volumes that hold what somebody else wrote, once and for all. */
const UNWRITABLE_SOURCES = new Set(["configMap", "secret", "projected", "downwardAPI", "image", "gitRepo"]);

/**
 * Reads the setting in the order of the runtimes: `HF_HUB_CACHE`, else `HF_HOME/hub`, else a volume mounted at the
 * default place.
 */
export function cacheSetting(target: Target, pod: Pod): CacheSetting {
  const stated = statedDirectory(target);
  if (stated === undefined) return { kind: "none" };
  const { directory, setBy, home } = stated;
  if (directory === undefined) return unreachable(setBy, "its value cannot be known here");
  const mount = mountOf(directory, target.container.mounts);
  if (mount === undefined) return unreachable(setBy, `${directory} is on no volume`);
  const volume = pod.volumes.find(({ name }) => name === mount.name);
  if (volume === undefined) return unreachable(setBy, `${directory} is on a volume that the pod does not define`);
  if (mount.isReadOnly && isUsersOffline(target, directory)) return { kind: "theirs", setBy };
  if (mount.subPathExpr !== "") return unreachable(setBy, `${directory} is on a mount with subPathExpr`);
  const inner = join(mount.subPath, relativeTo(mount.mountPath, directory) ?? "");
  return { kind: "own", directory, inner, setBy, mount, volume, home };
}

/** Why the pull cannot write there, or `undefined` when it can. */
export function obstacleTo({ mount, volume }: OwnCache): string | undefined {
  if (UNWRITABLE_SOURCES.has(volume.source)) return `volume ${volume.name} is a ${volume.source}`;
  if (volume.isReadOnly || mount.isReadOnly) return `volume ${volume.name} is mounted read-only`;
  return undefined;
}

interface Stated {
  readonly setBy: string;
  /** `undefined` when it cannot be known. */
  readonly directory: string | undefined;
  readonly home: string | undefined;
}

function statedDirectory({ environment: { variables }, container }: Target): Stated | undefined {
  const cache = variables.get("HF_HUB_CACHE");
  if (cache !== undefined) return { setBy: "HF_HUB_CACHE", directory: absolute(cache), home: undefined };
  const home = absolute(variables.get("HF_HOME") ?? "");
  if (home !== undefined) return { setBy: "HF_HOME", directory: join(home, "hub"), home: undefined };
  if (variables.has("HF_HOME")) return { setBy: "HF_HOME", directory: undefined, home: undefined };
  return defaultPlace(container.mounts);
}

const DEFAULT_HOME = /\/\.cache\/huggingface$/;
const DEFAULT_CACHE = /\/\.cache\/huggingface\/hub$/;

function defaultPlace(mounts: readonly VolumeMount[]): Stated | undefined {
  const paths = mounts.map(({ mountPath }) => trim(mountPath));
  const cache = paths.find((path) => DEFAULT_CACHE.test(path));
  if (cache !== undefined) return { setBy: `the mount at ${cache}`, directory: cache, home: parent(cache) };
  const home = paths.find((path) => DEFAULT_HOME.test(path));
  return home === undefined ? undefined : { setBy: `the mount at ${home}`, directory: join(home, "hub"), home };
}

function absolute(path: string): string | undefined {
  return path.startsWith("/") && isKnown(path) && !path.split("/").includes("..") ? trim(path) : undefined;
}

/** The mount that a path is on: the deepest one, as in a file system. */
function mountOf(path: string, mounts: readonly VolumeMount[]): VolumeMount | undefined {
  return mounts
    .filter(({ mountPath }) => relativeTo(mountPath, path) !== undefined)
    .reduce<VolumeMount | undefined>(
      (deepest, mount) =>
        deepest === undefined || mount.mountPath.length >= deepest.mountPath.length ? mount : deepest,
      undefined,
    );
}

/** Offline by the user's own will; a container that carries our variables has this one from us too. */
function isUsersOffline(target: Target, directory: string): boolean {
  const isOurs = target.environment.variables.get("MODEL_EXPRESS_CACHE_DIRECTORY") === directory;
  return !isOurs && isOfflineAlready(target.environment);
}

function unreachable(setBy: string, why: string): CacheSetting {
  return { kind: "unreachable", setBy, why };
}
