import { type FSWatcher, statSync, watch } from "node:fs";
import { dirname } from "node:path";

/** Debounce in milliseconds: editors and the kubelet change several entries at once. */
const QUIET_MS = 100;
/** Polling interval in milliseconds, for systems where watching fails or misses a change. */
const LOOK_MS = 10_000;

/**
 * Calls `onChange` after any of the files changes. Watches directories instead of files: the kubelet and most editors
 * replace a file, which a watch on the old file does not report.
 *
 * @param lookMilliseconds interval of the additional polling
 */
export function watchFiles(
  files: readonly string[],
  onChange: () => void,
  lookMilliseconds = LOOK_MS,
): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let last = fingerprintFiles(files);
  const look = (): void => {
    const now = fingerprintFiles(files);
    if (now === last) return;
    last = now;
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

/** Identifies the current files, following links. */
function fingerprintFiles(files: readonly string[]): string {
  return files.map(identifyFile).join(" ");
}

function identifyFile(file: string): string {
  try {
    const { dev, ino, size, mtimeNs } = statSync(file, { bigint: true });
    return `${dev}.${ino}.${size}.${mtimeNs}`;
  } catch {
    return "none";
  }
}

/** A system may be out of watches; then only polling remains. */
function tryWatch(folder: string, schedule: () => void): FSWatcher[] {
  try {
    return [watch(folder, { persistent: false }, schedule).on("error", schedule)];
  } catch {
    return [];
  }
}
