import type { Terminal } from "./terminal.ts";

/** Shows what a long command is doing, on a line that is cleared at the end. */
export interface Progress {
  report(what: string): void;
  end(): void;
}

const CLEAR_LINE = "\r\u001b[2K";

/** Shows progress on a terminal only. */
export function progressOn(terminal: Terminal): Progress {
  if (!terminal.isWatched) return { report: () => {}, end: () => {} };
  return {
    report: (what) => terminal.err(`${CLEAR_LINE}looking at ${what} …`),
    end: () => terminal.err(CLEAR_LINE),
  };
}
