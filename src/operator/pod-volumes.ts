import { type JsonObject, objectsAt, textAt } from "../kubernetes/json.ts";
import type { Component } from "./component.ts";
import { VLLM_CACHE } from "./engine.ts";

/** Adds the mount of the compilation cache to `main`. */
export function withCacheMount(main: JsonObject, { compilationCache: cache }: Component): JsonObject {
  if (cache === undefined) return main;
  const mount = { name: cache.claim, mountPath: cache.mountPath ?? VLLM_CACHE };
  return { ...main, volumeMounts: [...objectsAt(main, "volumeMounts"), mount] };
}

/** Replaces the user's mount at /dev/shm in `main` by shared memory. */
export function withSharedMemory(main: JsonObject, component: Component): JsonObject {
  if (!hasSharedMemory(component)) return main;
  const others = objectsAt(main, "volumeMounts").filter(
    ({ name, mountPath }) => name !== SHARED_MEMORY && mountPath !== "/dev/shm",
  );
  return { ...main, volumeMounts: [...others, { name: SHARED_MEMORY, mountPath: "/dev/shm" }] };
}

/** Adds the volumes of the compilation cache and of shared memory. */
export function withVolumes(spec: JsonObject, component: Component): JsonObject {
  const user = objectsAt(spec, "volumes");
  const claim = component.compilationCache?.claim;
  const isNew = claim !== undefined && user.every(({ name }) => name !== claim);
  const known = [...user, ...(isNew ? [claimVolume(claim)] : [])];
  if (!hasSharedMemory(component)) return withList(spec, known);
  return withList(spec, [...known.filter(({ name }) => name !== SHARED_MEMORY), sharedMemory(component)]);
}

/**
 * Orders volumes by the mounts of the first container. A mount without a volume refers to the claim of that name
 * (`appendMissingPVCVolumesForMounts`).
 */
export function orderVolumes(spec: JsonObject): JsonObject {
  const [main = {}] = objectsAt(spec, "containers");
  const byName = new Map(objectsAt(spec, "volumes").map((volume) => [textAt(volume, "name"), volume]));
  const mounted = objectsAt(main, "volumeMounts").flatMap((mount) => textAt(mount, "name") || []);
  const first = [...new Set(mounted)].map((name) => byName.get(name) ?? claimVolume(name));
  const rest = [...byName].filter(([name]) => !mounted.includes(name ?? "")).map(([, volume]) => volume);
  return withList(spec, [...first, ...rest]);
}

function withList(spec: JsonObject, volumes: readonly JsonObject[]): JsonObject {
  return volumes.length === 0 ? spec : { ...spec, volumes };
}

function claimVolume(claim: string): JsonObject {
  return { name: claim, persistentVolumeClaim: { claimName: claim } };
}

const SHARED_MEMORY = "shared-memory";

function hasSharedMemory({ sharedMemory: size }: Component): boolean {
  return size === undefined || !/^0+(\.0*)?\D*$/.test(size);
}

function sharedMemory({ sharedMemory: size = "8Gi" }: Component): JsonObject {
  return { name: SHARED_MEMORY, emptyDir: { medium: "Memory", sizeLimit: size } };
}
