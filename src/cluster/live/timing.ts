import { WATCH_TIMING, type WatchTiming } from "../watch/timing.ts";

/** Milliseconds. Tests use shorter times. */
export interface LiveTiming extends WatchTiming {
  /** How long "not found" is cached, so that a storm of pods causes one read. */
  readonly absentFor: number;
  /** How long a found object is cached until the watch has it. */
  readonly foundFor: number;
  /** A longer read is aborted. */
  readonly readTimeout: number;
  /** The maximum time that a pod waits for reads, even if its caller allows more. */
  readonly mostWait: number;
}

export const LIVE_TIMING: LiveTiming = {
  ...WATCH_TIMING,
  absentFor: 3000,
  foundFor: 10_000,
  readTimeout: 5000,
  mostWait: 2000,
};
