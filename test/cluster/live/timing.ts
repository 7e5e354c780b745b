import { LIVE_TIMING, type LiveTiming } from "../../../src/cluster/live/timing.ts";

/** Delays short enough for tests. Timeouts for silence stay long unless a test is about silence. */
export const FAST: LiveTiming = {
  ...LIVE_TIMING,
  backoff: { first: 5, most: 40 },
  settle: 5,
  stable: 50,
};

/** For events that happen soon, even on a slow machine. */
export const SOON = { timeout: 20_000, interval: 5 };
