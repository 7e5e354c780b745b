import { WATCH_TIMING, type WatchTiming } from "../watch/timing.ts";

/** Milliseconds. Tests have shorter ones. */
export interface LiveTiming extends WatchTiming {
  /** How long "there is none" is believed: a storm of pods is one read. */
  readonly absentFor: number;
  /** How long what a read found is believed without a word of the watch. */
  readonly foundFor: number;
  /** A read that takes longer is given up. */
  readonly readTimeout: number;
  /** The longest that one pod waits for reads, whatever its caller allows. */
  readonly mostWait: number;
}

export const LIVE_TIMING: LiveTiming = {
  ...WATCH_TIMING,
  absentFor: 3000,
  foundFor: 10_000,
  readTimeout: 5000,
  mostWait: 2000,
};
