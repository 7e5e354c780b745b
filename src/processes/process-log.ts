import { type Level, type Logger, pino } from "pino";
import { LogDestination } from "./log-destination.ts";

/** Milliseconds that exit waits for the log. */
const FLUSH_MS = 1000;

/** Readable for people and log collectors: level names, and UTC times in ISO 8601. */
const WRITTEN = {
  formatters: { level: (name: string) => ({ level: name }) },
  timestamp: pino.stdTimeFunctions.isoTime,
};

/** The log of a server process. */
export interface ProcessLog {
  readonly log: Logger;
  /** Exits the process, even if its log cannot be written. Flushes the log if possible. */
  exit(code: number): Promise<never>;
}

export function openProcessLog(level: Level | "silent"): ProcessLog {
  // Opening the stream makes Node switch a pipe to non-blocking. A blocked write would prevent the exit.
  const { fd } = process.stdout;
  const destination = new LogDestination(fd);
  return {
    log: pino({ level, ...WRITTEN }, destination),
    async exit(code) {
      await destination.flush(FLUSH_MS);
      process.exit(code);
    },
  };
}
