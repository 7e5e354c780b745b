import { join, relativeTo, trim } from "../../kubernetes/path.ts";
import type { Container, Pod, VolumeMount } from "../pod/pod.ts";
import type { Target } from "../target/target.ts";
import { findFiller } from "./fillers.ts";
import { readAbsolute } from "./known-path.ts";

/** The hub directory from a container's own settings. */
export interface StatedDirectory {
  /** The setting's name in warnings. */
  readonly setBy: string;
  /** `undefined` if it is unknown. */
  readonly directory: string | undefined;
}

/** The end of the default hub directory, in any home. */
const PLACE = "/.cache/huggingface/hub";
const CACHE = "/.cache";
const DEFAULT_HF_HOME = "/.cache/huggingface/";
/** A pod has one or two. */
const MOST_PLACES = 8;
/** The homes of root, and of users that images create. */
const HOME = /^\/(?:root|home\/[^/]+)$/;

/**
 * Finds the default hub directory if a volume is mounted at, above or below it, which means that the user keeps models
 * there. The home is from `XDG_CACHE_HOME` or `HOME`; if the image sets it, it is derived from the mounts.
 */
export function findDefaultPlace({ runtime, container }: Target, pod: Pod): StatedDirectory | undefined {
  const places = knownPlaces(runtime.variables) ?? container.mounts.flatMap(({ mountPath }) => placeOn(mountPath));
  for (const directory of new Set(places.slice(0, MOST_PLACES))) {
    const mount = container.mounts.find((one) => holds(one, directory, { container, pod }));
    if (mount !== undefined) return { setBy: `the mount at ${trim(mount.mountPath)}`, directory };
  }
  return undefined;
}

interface Mounted {
  readonly container: Container;
  readonly pod: Pod;
}

/**
 * Whether the mount holds models. An empty directory far above the hub directory (at `/tmp`, at a home) does not, unless
 * another container brings something.
 */
function holds({ name, mountPath }: VolumeMount, directory: string, { container, pod }: Mounted): boolean {
  const rest = relativeTo(mountPath, directory);
  if (rest === undefined) return relativeTo(directory, mountPath) !== undefined;
  if (rest === "" || rest === "hub") return true;
  const isEmpty = pod.volumes.find((volume) => volume.name === name)?.source === "emptyDir";
  return !isEmpty || findFiller(pod, { container, volume: { name } }) !== undefined;
}

/** Finds a mount in the default `HF_HOME`, such as a token file, that would not be found in a different `HF_HOME`. */
export function findFileInDefaultHome({ runtime, container }: Target): VolumeMount | undefined {
  const { variables } = runtime;
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

/** `undefined` if the image decides. Empty if the variable that decides is unknown. */
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

/** The default hub directory that a mount implies, without other evidence. */
function placeOn(mountPath: string): readonly string[] {
  const path = readAbsolute(mountPath);
  if (path === undefined) return [];
  const end = path.indexOf(`${PLACE}/`);
  if (end >= 0) return [path.slice(0, end + PLACE.length)];
  if (path.endsWith(PLACE)) return [path];
  for (const part of ["/.cache/huggingface", "/.cache"]) {
    if (path.endsWith(part)) return [`${path.slice(0, -part.length)}${PLACE}`];
  }
  return HOME.test(path) ? [`${path}${PLACE}`] : [];
}
