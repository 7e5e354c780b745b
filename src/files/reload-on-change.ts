import type { Logger } from "pino";
import { watchFiles } from "./watch-files.ts";

export interface Reload<T> {
  /** The name in log messages, such as `the serving certificate`. */
  readonly what: string;
  readonly files: readonly string[];
  /** Throws if the content is unusable. */
  readonly read: () => T;
  readonly use: (value: T) => void;
  /** With the cause if it is `refused`. */
  readonly onResult: (result: ReloadResult, cause?: unknown) => void;
  readonly log: Logger;
}

export type ReloadResult = "taken" | "refused";

/**
 * Reloads files when they change. Invalid content is logged as an error, and the previous content stays in use. Start
 * it before the first read, so that no change is missed.
 */
export function reloadOnChange<T>({ what, files, read, use, onResult, log }: Reload<T>): { close(): void } {
  return watchFiles(files, () => {
    try {
      use(read());
      onResult("taken");
      log.info({ files }, `${what} changed and was reloaded`);
    } catch (err) {
      onResult("refused", err);
      // Without a stack: it is a fault of the file.
      const error = err instanceof Error ? err.message : String(err);
      log.error({ error, files }, `${what} changed and cannot be used; the previous version, if any, stays in use`);
    }
  });
}
