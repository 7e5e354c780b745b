import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { resolveMountPath, trim } from "../../kubernetes/path.ts";

/**
 * Returns the path without empty and `.` segments if it is known, absolute and without `..`, so that it can be
 * compared with mounts. Libraries expand `~` and `$NAME`, which is impossible at admission.
 */
export function readAbsolute(path: string): string | undefined {
  const isPlain = path.startsWith("/") && isKnown(path) && !path.includes("$");
  return isPlain && !path.split("/").includes("..") ? trim(resolveMountPath(path)) : undefined;
}
