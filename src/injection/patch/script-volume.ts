import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { relativeTo } from "../../kubernetes/path.ts";
import { SCRIPT_PREFIX } from "../../model-express/pull-script.ts";
import type { Pod } from "../pod/pod.ts";
import type { MountedScript } from "../settings.ts";

const SCRIPT_VOLUME = "model-express-pull";
/** `load-pull.sh` has the path, too. */
const SCRIPT_DIRECTORY = "/model-express-pull";

/** Whether the script's volume and its mount in the pull meet nothing of the pod's own. */
export function canMountScript({ volumes, containers, initContainers }: Pod, cacheMountPath: string): boolean {
  const isNameTaken =
    volumes.some(({ name }) => name === SCRIPT_VOLUME) ||
    [...containers, ...initContainers].some(({ mounts }) => mounts.some(({ name }) => name === SCRIPT_VOLUME));
  return !isNameTaken && !isWithin(SCRIPT_DIRECTORY, cacheMountPath) && !isWithin(cacheMountPath, SCRIPT_DIRECTORY);
}

function isWithin(base: string, path: string): boolean {
  return relativeTo(base, path) !== undefined;
}

/** Optional: a pod never waits for it. */
export function buildScriptVolume({ name }: MountedScript): JsonObject {
  return { name: SCRIPT_VOLUME, configMap: { name, optional: true } };
}

export const SCRIPT_MOUNT: JsonObject = { name: SCRIPT_VOLUME, mountPath: SCRIPT_DIRECTORY, readOnly: true };

/** Whether a volume of a stored pod is the script's. */
export function isScriptVolume(volume: JsonObject): boolean {
  const source = textAt(objectAt(volume, "configMap"), "name") ?? "";
  return textAt(volume, "name") === SCRIPT_VOLUME && source.startsWith(SCRIPT_PREFIX);
}

/** The pull's command: the script itself, or the loader with the ConfigMap's name as `$0` and the digest as `$1`. */
export function buildPullCommand(script: string, mounted: MountedScript | undefined): readonly string[] {
  const shell = ["/bin/sh", "-c"];
  return mounted === undefined ? [...shell, script] : [...shell, mounted.loader, mounted.name, mounted.digest];
}
