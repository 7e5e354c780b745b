const EVERY_MS = 1000;

/**
 * Counts calls and tells their number at once, and then once a second while there are more: a line for each would itself
 * be load.
 */
export function sparsely(tell: (times: number) => void): () => void {
  let times = 0;
  let timer: NodeJS.Timeout | undefined;
  const tellNow = (): void => {
    timer = undefined;
    if (times === 0) return;
    tell(times);
    times = 0;
    timer = setTimeout(tellNow, EVERY_MS).unref();
  };
  return () => {
    times++;
    if (timer === undefined) tellNow();
  };
}
