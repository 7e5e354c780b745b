const EVERY_MS = 1000;

/**
 * Reports the first call at once, and then at most once a second the number of calls since: a log line per call would
 * itself be load.
 */
export function sparsely(report: (times: number) => void): () => void {
  let times = 0;
  let timer: NodeJS.Timeout | undefined;
  const tellNow = (): void => {
    timer = undefined;
    if (times === 0) return;
    report(times);
    times = 0;
    timer = setTimeout(tellNow, EVERY_MS).unref();
  };
  return () => {
    times++;
    if (timer === undefined) tellNow();
  };
}
