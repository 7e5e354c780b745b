import { type Level, type Logger, pino } from "pino";
import { LogDestination } from "./log-destination.ts";

/** Milliseconds that the process's end waits for the log. */
const FLUSH_MS = 1000;

/** The log of a process that serves. */
export interface ProcessLog {
  readonly log: Logger;
  /** Ends the process, also when its log cannot be written. What was logged is written if that is possible. */
  exit(code: number): Promise<never>;
}

export function openProcessLog(level: Level | "silent"): ProcessLog {
  // Node makes a pipe non-blocking when it opens the stream. A blocked write would keep the process from its end.
  const { fd } = process.stdout;
  const destination = new LogDestination(fd);
  return {
    log: pino({ level }, destination),
    async exit(code) {
      await destination.flush(FLUSH_MS);
      process.exit(code);
    },
  };
}
