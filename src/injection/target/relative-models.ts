import { join, relativeTo } from "../../kubernetes/path.ts";
import type { Detection } from "../command/detection.ts";
import type { ModelReference } from "../command/model-reference.ts";
import type { Container, Pod } from "../pod/pod.ts";

/**
 * Marks models that may be directories on one of the pod's volumes. An engine that is started there takes `org/name`
 * for a relative path, if it exists, and never asks the hub.
 */
export function withRelativeModels(detection: Detection, container: Container, pod: Pod): Detection {
  const directory = findDirectoryOnVolume(detection, container, pod);
  if (directory === undefined) return detection;
  return { ...detection, models: detection.models.map((model) => markRelative(model, directory)) };
}

/** A path has no revision. */
function markRelative(model: ModelReference, directory: string): ModelReference {
  if (model.kind !== "hub" || model.revision !== undefined) return model;
  return { kind: "relative", path: model.id, directory, flag: model.flag };
}

function findDirectoryOnVolume({ directories = [""] }: Detection, container: Container, pod: Pod): string | undefined {
  const { workingDirectory } = container;
  return directories
    .flatMap((path) => (path.startsWith("/") ? path : workingDirectory === "" ? [] : join(workingDirectory, path)))
    .find((path) => isOnVolume(path, container, pod));
}

/** Volumes whose files are not models. */
const SMALL = new Set(["configMap", "secret", "projected", "downwardAPI"]);
const EMPTY = new Set(["emptyDir", "ephemeral"]);

function isOnVolume(path: string, { mounts }: Container, { volumes, initContainers }: Pod): boolean {
  return mounts.some(({ name, mountPath }) => {
    if (relativeTo(mountPath, path) === undefined) return false;
    const source = volumes.find((volume) => volume.name === name)?.source ?? "";
    if (SMALL.has(source)) return false;
    return !EMPTY.has(source) || initContainers.some((one) => one.mounts.some((mount) => mount.name === name));
  });
}
