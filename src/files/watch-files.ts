import { type FSWatcher, statSync, watch } from "node:fs";
import { dirname } from "node:path";

/** Milliseconds of quiet after a change: editors and the kubelet change several entries at once. */
const QUIET_MS = 100;
/** Where the system cannot watch, or misses a change, a look is enough. */
const LOOK_MS = 10_000;

/**
 * Calls `onChange` after any of the files became another one than it is now. Directories are watched, not files: the kubelet and most
 * editors swap a file for a new one, which a watch on the old one would never notice.
 *
 * @param lookMilliseconds between two looks at the files, besides
 */
export function watchFiles(
  files: readonly string[],
  onChange: () => void,
  lookMilliseconds = LOOK_MS,
): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let seen = fingerprintOf(files);
  const look = (): void => {
    const now = fingerprintOf(files);
    if (now === seen) return;
    seen = now;
    onChange();
  };
  const schedule = (): void => {
    clearTimeout(timer);
    timer = setTimeout(look, QUIET_MS);
  };
  const watchers = [...new Set(files.map((file) => dirname(file)))].flatMap((folder) => tryWatch(folder, schedule));
  const looking = setInterval(look, lookMilliseconds).unref();
  return {
    close() {
      clearTimeout(timer);
      clearInterval(looking);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Which files these are now, links followed. */
function fingerprintOf(files: readonly string[]): string {
  return files.map(identityOf).join(" ");
}

function identityOf(file: string): string {
  try {
    const { dev, ino, size, mtimeNs } = statSync(file, { bigint: true });
    return `${dev}.${ino}.${size}.${mtimeNs}`;
  } catch {
    return "none";
  }
}

/** A system may be out of watches: then the looks are all there is. */
function tryWatch(folder: string, schedule: () => void): FSWatcher[] {
  try {
    return [watch(folder, { persistent: false }, schedule).on("error", schedule)];
  } catch {
    return [];
  }
}
