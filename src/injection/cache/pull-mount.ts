import { join, relativeTo } from "../../kubernetes/path.ts";
import type { Cache } from "./mount.ts";

/** The directory of Model Express's image with its command line. */
const TOOL = "/app";
/** What the shell of any image needs. */
const SYSTEM = ["/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/sbin"];
const FREE = "/model-express";

/** The cache as the pull sees it: at the container's own path, unless that would hide what its image runs. */
export function cacheOfPull(cache: Cache): Cache {
  const { mount, directory } = cache;
  if (!hidesImage(mount.mountPath)) return cache;
  const moved = (path: string): string => join(FREE, relativeTo(mount.mountPath, path) ?? "");
  return { ...cache, mount: { ...mount, mountPath: FREE }, directory: moved(directory), path: moved(cache.path) };
}

function hidesImage(mountPath: string): boolean {
  const isAbove = (directory: string): boolean => relativeTo(mountPath, directory) !== undefined;
  return isAbove(TOOL) || SYSTEM.some((one) => isAbove(one) || relativeTo(one, mountPath) !== undefined);
}
