import { type JsonObject, textAt } from "../../kubernetes/json.ts";
import { relativeTo } from "../../kubernetes/path.ts";
import type { ValidInstance } from "../../model-express/instance.ts";
import type { Mount } from "../cache/mount.ts";
import { type SharedPlace, type StreamPlace, VOLUME_NAME } from "../cache/places.ts";
import type { InjectDecision } from "../decision.ts";
import type { Container } from "../pod/pod.ts";

export const TOKEN_VOLUME = "model-express-token";
/** The path where Model Express's clients expect a projected token (`MX_AUTH_TOKEN_PATH`). */
const TOKEN_DIRECTORY = "/var/run/secrets/tokens";
const TOKEN_FILE = "modelexpress";

/** The added volumes: the cache, and the token for an instance with authentication. */
export function injectedVolumes({ place, mode, found }: InjectDecision): readonly JsonObject[] {
  const audience = mode === "env" ? undefined : found.instance?.tokenAudience;
  return [
    ...(place === undefined ? [] : cacheVolume(place)),
    ...(audience === undefined ? [] : [tokenVolume(audience)]),
  ];
}

function cacheVolume(place: SharedPlace | StreamPlace): readonly JsonObject[] {
  if (place.newVolume === undefined) return [];
  const source = place.mode === "shared" ? { persistentVolumeClaim: place.newVolume } : ownSource(place.newVolume);
  return [{ name: VOLUME_NAME, ...source }];
}

function ownSource({ storageClass, size }: NonNullable<StreamPlace["newVolume"]>): JsonObject {
  if (storageClass === undefined || size === undefined) {
    return { emptyDir: size === undefined ? {} : { sizeLimit: size } };
  }
  const spec = {
    accessModes: ["ReadWriteOnce"],
    storageClassName: storageClass,
    resources: { requests: { storage: size } },
  };
  return { ephemeral: { volumeClaimTemplate: { spec } } };
}

/**
 * An emptyDir keeps the cluster autoscaler from removing the node (kubernetes/autoscaler, FAQ, "What types of pods
 * can prevent CA from removing a node?"). The content of ours can be pulled again.
 */
const EVICTION_ANNOTATION = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";

export function evictionAnnotations({ pod, place }: InjectDecision): Readonly<Record<string, string>> {
  const isNew = place?.newVolume !== undefined && place.source === "emptyDir";
  const isStated = textAt(pod.annotations, EVICTION_ANNOTATION) !== undefined;
  return isNew && !isStated ? { [EVICTION_ANNOTATION]: VOLUME_NAME } : {};
}

function tokenVolume(audience: string): JsonObject {
  const token = { audience, expirationSeconds: 3600, path: TOKEN_FILE };
  return { name: TOKEN_VOLUME, projected: { sources: [{ serviceAccountToken: token }] } };
}

/**
 * The mount of the projected ServiceAccount token, if the instance needs one. Not beside a mount of the container's own
 * there: ours would hide it, or leave no place for it.
 */
export function tokenMounts(instance: ValidInstance | undefined, own: Container["mounts"] = []): readonly JsonObject[] {
  const isTaken = own.some(({ mountPath }) => relativeTo(TOKEN_DIRECTORY, mountPath) !== undefined);
  if (instance?.tokenAudience === undefined || isTaken) return [];
  return [{ name: TOKEN_VOLUME, mountPath: TOKEN_DIRECTORY, readOnly: true }];
}

export function mountObject({ name, mountPath, subPath, isReadOnly }: Mount): JsonObject {
  return {
    name,
    mountPath,
    ...(subPath === "" ? {} : { subPath }),
    ...(isReadOnly ? { readOnly: true } : {}),
  };
}
