import type { Terminal } from "./terminal.ts";

/** Tells what a long command is doing, on a line that goes when it is done. */
export interface Progress {
  tell(what: string): void;
  end(): void;
}

const CLEAR_LINE = "\r\u001b[2K";

/** On a terminal; elsewhere nothing is told. */
export function progressOn(terminal: Terminal): Progress {
  if (!terminal.isWatched) return { tell: () => {}, end: () => {} };
  return {
    tell: (what) => terminal.err(`${CLEAR_LINE}looking at ${what} …`),
    end: () => terminal.err(CLEAR_LINE),
  };
}
