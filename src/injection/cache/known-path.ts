import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { trim } from "../../kubernetes/path.ts";

/** A path that is known, absolute and without `..`; the libraries expand `~` and `$NAME`, which cannot be done here. */
export function readAbsolute(path: string): string | undefined {
  const isPlain = path.startsWith("/") && isKnown(path) && !path.includes("$");
  return isPlain && !path.split("/").includes("..") ? trim(path) : undefined;
}
