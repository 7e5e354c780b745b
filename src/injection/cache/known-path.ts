import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { trim } from "../../kubernetes/path.ts";

/**
 * Returns the path if it is known, absolute and without `..`. Libraries expand `~` and `$NAME`, which is impossible
 * at admission.
 */
export function readAbsolute(path: string): string | undefined {
  const isPlain = path.startsWith("/") && isKnown(path) && !path.includes("$");
  return isPlain && !path.split("/").includes("..") ? trim(path) : undefined;
}
