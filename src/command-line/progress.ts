import type { Terminal } from "./terminal.ts";

/** Shows what a long command is doing, on a line that is cleared at the end, and when a signal ends the command. */
export interface Progress {
  report(line: string): void;
  /** Prints a line that stays, also without a terminal. */
  note(line: string): void;
  end(): void;
}

const CLEAR_LINE = "\r\u001b[2K";

/** Shows progress on a terminal only. */
export function progressOn(terminal: Terminal): Progress {
  if (!terminal.isWatched) return { report: () => {}, note: (line) => terminal.err(`${line}\n`), end: () => {} };
  const clear = () => terminal.err(CLEAR_LINE);
  const stopListening = clearAtSignal(clear);
  return {
    report: (line) => terminal.err(`${CLEAR_LINE}${line}`),
    note: (line) => terminal.err(`${CLEAR_LINE}${line}\n`),
    end: () => {
      stopListening();
      clear();
    },
  };
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** The signal still ends the process, as shells expect it. */
function clearAtSignal(clear: () => void): () => void {
  const end = (signal: NodeJS.Signals): void => {
    clear();
    stop();
    process.kill(process.pid, signal);
  };
  const stop = (): void => {
    for (const signal of SIGNALS) process.off(signal, end);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  return stop;
}
