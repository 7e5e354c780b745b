import type { Pod, VolumeMount } from "../pod/pod.ts";
import type { Target } from "../target/target.ts";

/** Volumes that are empty when the pod starts, or have no models. */
const OTHER_SOURCES = new Set(["emptyDir", "configMap", "secret", "projected", "downwardAPI", "image", "gitRepo"]);
/** Directories of the system, and caches of compilers. */
const OTHER_PATHS = /^\/(?:dev|sys|proc|etc|run|var\/run)(?:\/|$)|\/\.cache\/(?!huggingface(?:\/|$))/;

/**
 * The volume on which the container's models may be, by a variable that the ConfigMap or Secret of its `envFrom`
 * defines. A variable of ours would replace that one. Not the claim of the instance, which has the same models.
 */
export function findSourcedVolume(
  { container }: Target,
  { volumes }: Pod,
  claimName: string | undefined,
): VolumeMount | undefined {
  if (!container.hasEnvFrom || container.hasOnlyTokens === true) return undefined;
  const names = new Set(
    volumes
      .filter((volume) => !OTHER_SOURCES.has(volume.source))
      .filter((volume) => volume.claimName === undefined || volume.claimName !== claimName)
      .map(({ name }) => name),
  );
  return container.mounts.find(({ name, mountPath }) => names.has(name) && !OTHER_PATHS.test(mountPath));
}
