import { join, relativeTo, trim } from "../../kubernetes/path.ts";
import type { Pod, VolumeMount } from "../pod/pod.ts";
import type { Target } from "../target/target.ts";
import { readAbsolute } from "./known-path.ts";

/** The hub directory that a container's own settings name. */
export interface StatedDirectory {
  /** The setting, as a warning names it. */
  readonly setBy: string;
  /** `undefined` when it cannot be known. */
  readonly directory: string | undefined;
}

/** How the default place ends, whatever the user's home is. */
const PLACE = "/.cache/huggingface/hub";
const CACHE = "/.cache";
const DEFAULT_HF_HOME = "/.cache/huggingface/";
/** A pod has one or two. */
const MOST_PLACES = 8;
/** Homes of users: root's, and those that images make. */
const HOME = /^\/(?:root|home\/[^/]+)$/;

/**
 * The default hub directory, where a volume is mounted at or above it: then the user keeps models there. Its home is
 * that of `XDG_CACHE_HOME` or `HOME`; without them it is the image's, and the mounts show it.
 */
export function findDefaultPlace({ environment, container }: Target, pod: Pod): StatedDirectory | undefined {
  const places = knownPlaces(environment.variables) ?? container.mounts.flatMap(({ mountPath }) => placeOn(mountPath));
  for (const directory of new Set(places.slice(0, MOST_PLACES))) {
    const mount = container.mounts.find((one) => holds(one, directory, pod));
    if (mount !== undefined) return { setBy: `the mount at ${trim(mount.mountPath)}`, directory };
  }
  return undefined;
}

/** An empty directory far above the place (at `/tmp`, at a home) holds no models that anybody misses. */
function holds({ name, mountPath }: VolumeMount, directory: string, { volumes }: Pod): boolean {
  const rest = relativeTo(mountPath, directory);
  if (rest === undefined) return false;
  return rest === "" || rest === "hub" || volumes.find((volume) => volume.name === name)?.source !== "emptyDir";
}

/** What is mounted in the default `HF_HOME` or below, a token file for one, and would be lost to another `HF_HOME`. */
export function findFileInDefaultHome({ environment, container }: Target): VolumeMount | undefined {
  const { variables } = environment;
  const known = knownPlaces(variables)?.map((place) => place.slice(0, -"/hub".length));
  return container.mounts.find(({ mountPath }) => {
    if (known !== undefined) return known.some((home) => touches(mountPath, home));
    const path = trim(mountPath);
    return path.endsWith(CACHE) || `${path}/`.includes(DEFAULT_HF_HOME) || HOME.test(path);
  });
}

function touches(mountPath: string, home: string): boolean {
  return relativeTo(mountPath, home) !== undefined || relativeTo(home, mountPath) !== undefined;
}

/** `undefined` when the image decides. No place when the variable that decides is unknown. */
function knownPlaces(variables: ReadonlyMap<string, string>): readonly string[] | undefined {
  const cache = variables.get("XDG_CACHE_HOME");
  if (cache !== undefined && cache !== "") return placesIn(readAbsolute(cache), "huggingface/hub");
  const home = variables.get("HOME");
  if (home !== undefined && home !== "") return placesIn(readAbsolute(home), PLACE);
  return undefined;
}

function placesIn(root: string | undefined, rest: string): readonly string[] {
  return root === undefined ? [] : [join(root, rest)];
}

/** The default place that a mount holds, when nothing but the mount shows it. */
function placeOn(mountPath: string): readonly string[] {
  const path = trim(mountPath);
  if (path.endsWith(PLACE)) return [path];
  for (const part of ["/.cache/huggingface", "/.cache"]) {
    if (path.endsWith(part)) return [`${path.slice(0, -part.length)}${PLACE}`];
  }
  return HOME.test(path) ? [`${path}${PLACE}`] : [];
}
