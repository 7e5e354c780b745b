import { join, relativeTo } from "../../kubernetes/path.ts";
import type { Container, Pod } from "../pod/pod.ts";
import type { Target } from "../target/target.ts";
import type { CacheSetting } from "./cache-setting.ts";
import { findFileInDefaultHome } from "./default-place.ts";
import type { Cache } from "./mount.ts";
import type { Place } from "./places.ts";

/** `HF_HOME`, and the directory for the code of models, which must not be shared with other pods. */
export interface HfHome {
  readonly path: string;
  /** `HF_MODULES_CACHE`. */
  readonly modules: string;
}

export interface HfHomeFacts {
  readonly target: Target;
  readonly setting: CacheSetting;
  readonly cache: Cache;
  readonly place: Place;
  readonly pod: Pod;
}

/**
 * The rule for `HF_HOME`. The cache works without it, so it is left out wherever it could do harm: it also moves the
 * token, the code of models and other files.
 */
export function chooseHfHome(facts: HfHomeFacts): HfHome | undefined {
  const { target, setting, cache, place, pod } = facts;
  if (setting.kind !== "none" || target.runtime.variables.has("HF_HOME")) return undefined;
  if (cache.mount.isReadOnly || !isWritable(place, target.container, pod)) return undefined;
  if (hidesToken(target) || isForwardedToRanks(target)) return undefined;
  const modules = modulesDirectory(cache, place, { container: target.container, pod });
  return modules === undefined ? undefined : { path: cache.path, modules };
}

/** Volumes to which the kubelet applies `fsGroup`. */
const GROUPED = new Set(["persistentVolumeClaim", "ephemeral", "csi"]);

/** Whether the container's user can certainly write there. An emptyDir is open to everyone (mode 0777). */
export function isWritable({ source }: Pick<Place, "source">, { security }: Container, pod: Pod): boolean {
  if (source === "emptyDir" || (security.runAsUser ?? pod.security.runAsUser) === 0) return true;
  return GROUPED.has(source) && pod.fsGroup !== undefined;
}

function hidesToken(target: Target): boolean {
  if (target.runtime.variables.has("HF_TOKEN_PATH")) return false;
  return target.detection.namesDefaultHome === true || findFileInDefaultHome(target) !== undefined;
}

/**
 * Whether `HF_HOME` is forwarded to ranks that may be in other pods, where the path may not exist. For ranks that
 * certainly are, `ranks.ts` decides.
 */
function isForwardedToRanks(target: Target): boolean {
  return target.detection.multinode !== "mpirun" && forwardsHome(target);
}

/**
 * Whether `mpirun` forwards `HF_HOME` to its ranks. For multinode TensorRT-LLM, Dynamo's operator forwards it, but
 * none of our other variables (dynamo 1.5, `deploy/operator`, multinode for TensorRT-LLM).
 */
export function forwardsHome({ container: { command, args } }: Target): boolean {
  const text = [...command, ...args].join(" ");
  return /\bmpi(?:run|exec)\b/.test(text) && /-x\s+HF_HOME(?![\w=])/.test(text);
}

const OWN_SOURCES = new Set(["emptyDir", "ephemeral"]);
const TMP = "/tmp";

/** On a volume of the pod's own, else in `/tmp`; `undefined` if that is not writable. */
function modulesDirectory(
  cache: Cache,
  { source }: Place,
  { container, pod }: { readonly container: Container; readonly pod: Pod },
): string | undefined {
  if (OWN_SOURCES.has(source)) return join(cache.path, "modules");
  const tmp = container.mounts.find(({ mountPath }) => relativeTo(mountPath, TMP) === "");
  const isOwn =
    tmp !== undefined && pod.volumes.some(({ name, source: kind }) => name === tmp.name && kind === "emptyDir");
  const isOpen = tmp === undefined ? !container.hasReadOnlyRoot : isOwn && !tmp.isReadOnly;
  return isOpen ? join(TMP, "model-express", "modules") : undefined;
}
