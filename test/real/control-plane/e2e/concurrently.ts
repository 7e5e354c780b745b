/** Runs an action for each index below `count`, at most `width` at a time; the results are in the indexes' order. */
export async function concurrently<T>(
  { count, width }: { readonly count: number; readonly width: number },
  action: (index: number) => Promise<T>,
): Promise<T[]> {
  const results = new Array<T>(count);
  let next = 0;
  const work = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await action(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, work));
  return results;
}

/** Repeats an action, `width` times at once, until told to stop; then resolves with all results. */
export function repeatedly<T>(width: number, action: () => Promise<T>): { stop(): Promise<T[]> } {
  const results: T[] = [];
  let isStopping = false;
  const work = async () => {
    while (!isStopping) {
      results.push(await action());
    }
  };
  const working = Promise.all(Array.from({ length: width }, work));
  // It is awaited in stop(); until then a failure must not end the process.
  working.catch(() => {});
  return {
    stop: async () => {
      isStopping = true;
      await working;
      return results;
    },
  };
}
