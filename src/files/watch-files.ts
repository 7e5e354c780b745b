import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";

/** Milliseconds of quiet after a change: editors and the kubelet change several entries at once. */
const QUIET_MS = 100;

/**
 * Calls `onChange` after something changed beside any of the files. Directories are watched, not files: the kubelet
 * and most editors swap a file for a new one, which a watch on the old one would never notice.
 */
export function watchFiles(files: readonly string[], onChange: () => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const schedule = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS);
  };
  const directories = [...new Set(files.map((file) => dirname(file)))];
  const watchers: FSWatcher[] = directories.map((directory) => watch(directory, { persistent: false }, schedule));
  for (const watcher of watchers) watcher.on("error", schedule);
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
