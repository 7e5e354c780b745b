import { setTimeout as sleep } from "node:timers/promises";

const READY_MS = 30_000;

/** Waits for the `/readyz` of a webhook that was started. */
export async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  const isReady = (): Promise<boolean> =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (performance.now() > deadline) throw new Error(`the webhook is not ready after ${READY_MS} ms`);
    await sleep(5);
  }
}
