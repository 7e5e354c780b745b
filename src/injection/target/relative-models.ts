import { LIMITS } from "../../kubernetes/limits.ts";
import { join, resolveMountPath, trim } from "../../kubernetes/path.ts";
import type { Detection } from "../command/detection.ts";
import type { ModelReference } from "../command/model-reference.ts";
import type { Container, Pod } from "../pod/pod.ts";

/**
 * Marks models that may be directories on one of the pod's volumes. An engine that is started there takes `org/name`
 * for a relative path, if it exists, and never asks the hub.
 */
export function withRelativeModels(detection: Detection, container: Container, pod: Pod): Detection {
  const mounts = listMounts(container, pod);
  if (mounts.length === 0) return detection;
  const directories = listDirectories(detection, container);
  const models = detection.models.map((model, at) => (at < MOST ? markRelative(model, directories, mounts) : model));
  return { ...detection, models };
}

/** Further models are not pulled (`models.ts`). */
const MOST = LIMITS.models;

/** A path has no revision. */
function markRelative(
  model: ModelReference,
  directories: readonly (string | undefined)[],
  mounts: readonly string[],
): ModelReference {
  if (model.kind !== "hub" || model.revision !== undefined) return model;
  const { id: path, flag } = model;
  for (const directory of directories) {
    const mount = findHolder(mounts, directory, path);
    if (mount !== undefined) return { kind: "relative", path, mount, flag };
  }
  return model;
}

/** The directories where the container's engines start. `undefined`: the image states it. */
function listDirectories({ directories = [""] }: Detection, { workingDirectory }: Container): (string | undefined)[] {
  return directories.map((path) => {
    if (path.startsWith("/")) return resolveMountPath(path);
    return workingDirectory === "" ? undefined : resolveMountPath(join(workingDirectory, path));
  });
}

/** A mount at, above or below the path, so that a directory is there, or may be. */
function findHolder(mounts: readonly string[], directory: string | undefined, path: string): string | undefined {
  if (directory === undefined) return mounts.find((mount) => endsLike(mount, path));
  const place = join(directory, path);
  return mounts.find((mount) => contains(mount, place) || contains(place, mount));
}

/** Whether a directory without a slash at its end is another one, or above it. */
function contains(directory: string, path: string): boolean {
  return path.startsWith(directory) && (path.length === directory.length || path[directory.length] === "/");
}

/** Whether the path begins with the last names of the mount, as `models/llama` with a mount at `/workspace/models`. */
function endsLike(mount: string, path: string): boolean {
  const [first = ""] = path.split("/", 1);
  return mount.endsWith(`/${path}`) || mount.endsWith(`/${first}`);
}

/** Volumes whose files are not models. */
const SMALL = new Set(["configMap", "secret", "projected", "downwardAPI"]);
const EMPTY = new Set(["emptyDir", "ephemeral"]);

/** The paths of the container's mounts that may have models from the start. */
function listMounts({ mounts }: Container, { volumes, initContainers }: Pod): readonly string[] {
  const sources = new Map(volumes.map(({ name, source }) => [name, source]));
  const filled = new Set(initContainers.flatMap((one) => one.mounts.map(({ name }) => name)));
  return mounts.flatMap(({ name, mountPath }) => {
    const source = sources.get(name) ?? "";
    return SMALL.has(source) || (EMPTY.has(source) && !filled.has(name)) ? [] : [trim(mountPath)];
  });
}
