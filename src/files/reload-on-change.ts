import type { Logger } from "pino";
import { watchFiles } from "./watch-files.ts";

export interface Reload<T> {
  /** For people: `the serving certificate`. */
  readonly what: string;
  readonly files: readonly string[];
  /** Throws when what the files hold cannot be used. */
  readonly read: () => T;
  readonly use: (value: T) => void;
  /** With the cause when it is `refused`. */
  readonly onResult: (result: ReloadResult, cause?: unknown) => void;
  readonly log: Logger;
}

export type ReloadResult = "taken" | "refused";

/**
 * Reads again what changed. What is broken is refused loudly, and what was good stays in use. Begin it before the first
 * read: then no change is missed in between.
 */
export function reloadOnChange<T>({ what, files, read, use, onResult, log }: Reload<T>): { close(): void } {
  return watchFiles(files, () => {
    try {
      use(read());
      onResult("taken");
      log.info({ files }, `${what} changed and was read again`);
    } catch (err) {
      onResult("refused", err);
      log.error({ err, files }, `${what} changed and cannot be used; the previous version, if any, stays in use`);
    }
  });
}
