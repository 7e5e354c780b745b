import { existsSync, globSync, rmSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import { cacheDirectory } from "../../tools/cache-directory.ts";

/** A run of another checkout may have an archive before it, and take it when its node starts. */
const KEPT_MILLISECONDS = 3 * 60 * 60 * 1000;

/** Whether this machine has the archive; if so, it is kept for some more hours. */
export function useArchive(archive: string): boolean {
  if (!existsSync(archive)) return false;
  const now = new Date();
  utimesSync(archive, now, now);
  return true;
}

/** Removes the archives of a kind that no run has used for hours. */
export function removeOldArchives(prefix: string): void {
  for (const file of globSync(path.join(cacheDirectory(), `${prefix}*`))) {
    if (Date.now() - statSync(file).mtimeMs > KEPT_MILLISECONDS) rmSync(file, { recursive: true, force: true });
  }
}
