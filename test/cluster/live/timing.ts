import { LIVE_TIMING, type LiveTiming } from "../../../src/cluster/live/timing.ts";

/** Pauses that tests can wait for; what is about silence stays long unless a test is about silence. */
export const FAST: LiveTiming = {
  ...LIVE_TIMING,
  backoff: { first: 5, most: 40 },
  settle: 5,
  stable: 50,
};

/** For what happens soon, on however slow a machine. */
export const SOON = { timeout: 20_000, interval: 5 };
