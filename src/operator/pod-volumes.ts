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

/**
 * Adds volumes. A mount of `main` without a volume refers to the claim of that name
 * (`appendMissingPVCVolumesForMounts`).
 */
export function buildVolumes(
  main: JsonObject,
  component: Component,
  others: readonly JsonObject[],
): readonly JsonObject[] {
  const user = objectsAt(component.podSpec, "volumes");
  const shared = hasSharedMemory(component) ? [sharedMemory(component)] : [];
  const known = [...user.filter(({ name }) => name !== SHARED_MEMORY || shared.length === 0), ...shared, ...others];
  const names = new Set(known.map((volume) => textAt(volume, "name")));
  const missing = objectsAt(main, "volumeMounts").flatMap((mount) => {
    const name = textAt(mount, "name");
    if (name === undefined || names.has(name)) return [];
    names.add(name);
    return [{ name, persistentVolumeClaim: { claimName: name } }];
  });
  return [...known, ...missing];
}

const SHARED_MEMORY = "shared-memory";

function hasSharedMemory({ sharedMemory: size }: Component): boolean {
  return size === undefined || !/^0+(\.0*)?\D*$/.test(size);
}

function sharedMemory({ sharedMemory: size = "8Gi" }: Component): JsonObject {
  return { name: SHARED_MEMORY, emptyDir: { medium: "Memory", sizeLimit: size } };
}
