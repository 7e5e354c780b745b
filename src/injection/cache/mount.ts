import { join, parent, relativeTo } from "../../kubernetes/path.ts";
import type { VolumeMount } from "../pod/pod.ts";
import type { Target } from "../target/target.ts";
import type { CacheSetting } from "./cache-setting.ts";
import { isAt, type Place } from "./places.ts";
import { elsewhere, nameTaken, type Refusal } from "./refusal.ts";

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

const HUB = "hub";

/** How a container reaches the place that the pod has: by its own setting, by a mount that it has, or by a new one. */
export function reachPlace(
  place: Place,
  { target, setting }: { readonly target: Target; readonly setting: CacheSetting },
  path: string,
): Cache | Refusal {
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
