import { LIVE_TIMING, type LiveTiming } from "../../../src/cluster/live/timing.ts";

/**
 * Delays short enough for tests. Timeouts for silence are long unless a test is about silence: a busy machine answers
 * late.
 */
export const FAST: LiveTiming = {
  ...LIVE_TIMING,
  backoff: { first: 5, most: 40 },
  settle: 5,
  stable: 50,
  readTimeout: 60_000,
  mostWait: 60_000,
};

/** For events that happen soon, even on a slow machine. */
export const SOON = { timeout: 60_000, interval: 5 };
