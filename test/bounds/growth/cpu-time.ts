/** Milliseconds of CPU of this thread: what other programs do on the machine does not count. */
function cpuOf(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** The kernel counts a thread's time in steps of up to 4 ms: what is shorter is repeated until that is little. */
const BATCH_MS = 30;
const BATCHES = 3;

/** The least of some batches: a run is slowed down by caches and by the collection of garbage, never sped up. */
export function leastCpuOf(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < BATCHES; batch++) least = Math.min(least, meanCpuOf(work));
  return least;
}

function meanCpuOf(work: () => unknown): number {
  let total = 0;
  let runs = 0;
  for (; total < BATCH_MS; runs++) total += cpuOf(work);
  return total / runs;
}

/** No work takes more CPU than time: what ends so soon needs no measuring. */
export function takesLongerThan(milliseconds: number, work: () => unknown): boolean {
  for (let attempt = 0; attempt < BATCHES; attempt++) {
    const start = performance.now();
    work();
    if (performance.now() - start <= milliseconds) return false;
  }
  return true;
}

/**
 * Below it nothing is compared: it is within the bound of a decision (50 ms), and the CPU time of so little depends on what
 * else runs. Work that grows with the square is far above it at the sizes of the tests.
 */
const FLOOR_MS = 40;
/** Four times the input may take so many times the work. */
export const MOST_GROWTH = 6;

/** Milliseconds of CPU for an input, and for one that is four times as large. */
export interface Growth {
  readonly small: number;
  readonly large: number;
}

/**
 * `undefined` where even the large input takes no longer than the floor.
 *
 * @param prepare for a size, what is to be measured
 */
export function growthOf(prepare: (size: number) => () => unknown, size: number): Growth | undefined {
  const work = prepare(4 * size);
  if (!takesLongerThan(FLOOR_MS, work)) return undefined;
  const large = leastCpuOf(work);
  return large <= FLOOR_MS ? undefined : { small: leastCpuOf(prepare(size)), large };
}

/** Whether that is more than linear work. */
export function isTooMuch({ small, large }: Growth): boolean {
  return large > MOST_GROWTH * Math.max(small, FLOOR_MS / MOST_GROWTH);
}
