import { resolveMountPath } from "../../kubernetes/path.ts";

/**
 * Normalizes a mount path that Kubernetes accepts: single slashes, and none at the end. `$` is refused, because Kubernetes and the hub's
 * library expand `$(NAME)` and `$NAME` in the variables that repeat the path.
 */
export function parseMountPath(value: string): string | undefined {
  const isSound = value.startsWith("/") && value.length <= 1024 && !/[:$\p{Cc}]/u.test(value);
  const path = resolveMountPath(value);
  return isSound && path !== "/" && !value.split("/").includes("..") && !SYSTEM.test(path) ? path : undefined;
}

/**
 * Runtimes refuse mounts in the first two; at the next ones are mounts of Kubernetes' own, or of our token; the last ones
 * have the programs of the container.
 */
const SYSTEM =
  /^\/(?:(?:proc|sys)(?:\/|$)|dev$|(?:var\/)?run\/secrets(?:\/|$)|etc$|(?:usr(?:\/local)?\/)?(?:s?bin|lib(?:32|64)?)$|usr(?:\/local)?$)/;
