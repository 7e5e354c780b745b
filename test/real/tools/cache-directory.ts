import { homedir } from "node:os";
import path from "node:path";

/** Where parts are kept that take long to build: outside of the checkout, so that a fresh clone has them. */
export function cacheDirectory(): string {
  const base = process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache");
  return path.join(base, "model-express-injector");
}
