const cell = new Int32Array(new SharedArrayBuffer(4));
const NAP_MS = 0.01;

/** Milliseconds of CPU of this thread. The kernel brings them up to date when the thread gives its core away: it sleeps. */
function readCpu(): number {
  Atomics.wait(cell, 0, 0, NAP_MS);
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of CPU, exact to 0.1 ms: what other programs do on the machine does not count. */
export function measureCpu(work: () => unknown): number {
  const before = readCpu();
  work();
  return readCpu() - before;
}

/** Runs until the least is known: caches and the collection of garbage slow a run down, and nothing speeds it up. */
const MOST_RUNS = 6;

/** The least of some runs. No more runs when one is within the limit. */
export function measureLeastCpu(work: () => unknown, limit: number): number {
  let least = measureCpu(work);
  for (let run = 1; run < MOST_RUNS && least > limit; run++) least = Math.min(least, measureCpu(work));
  return least;
}

/** Below it nothing is compared: quadratic work on 16,000 characters takes longer, even in the fastest native loop. */
const FLOOR_MS = 2;
/** Four times the input may take so many times the work. */
export const MOST_GROWTH = 6;

/** Milliseconds of CPU for an input, and for one that is four times as large. */
export interface Growth {
  readonly small: number;
  readonly large: number;
}

/**
 * Measures again while the difference is too large to be linear.
 *
 * @param prepare for a size, what is to be measured
 */
export function measureGrowth(prepare: (size: number) => () => unknown, size: number): Growth {
  const [less, more] = [prepare(size), prepare(4 * size)];
  const small: number[] = [];
  let large = measureCpu(more);
  while (isTooMuch({ small: takeMiddle(small), large }) && small.length < MOST_RUNS) {
    small.push(measureCpu(less));
    large = Math.min(large, measureCpu(more));
  }
  return { small: takeMiddle(small), large };
}

/** The kernel sometimes counts a short run as nothing, so the least of them says little. */
function takeMiddle(measured: readonly number[]): number {
  return [...measured].sort((a, b) => a - b)[Math.floor(measured.length / 2)] ?? 0;
}

/** Whether that is more than linear work. */
export function isTooMuch({ small, large }: Growth): boolean {
  return large > Math.max(FLOOR_MS, MOST_GROWTH * small);
}
