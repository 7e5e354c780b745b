import { describe, expect, test, vi } from "vitest";
import { WorkQueue } from "../../../src/cluster/reconcile/work-queue.ts";

interface Work {
  readonly key: string;
  finish(pause?: number): void;
  fail(): void;
}

/** A queue whose work starts and ends on demand. */
function queueOf(width: number, isHeld = false) {
  const begun: Work[] = [];
  const failures: string[] = [];
  const reconcile = (key: string): Promise<number | undefined> => {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    begun.push({ key, finish: resolve, fail: () => reject(new Error("no")) });
    return promise;
  };
  const onFailure = (key: string): void => void failures.push(key);
  const queue = new WorkQueue({ reconcile, onFailure, width, backoff: { first: 5, most: 20 }, isHeld });
  return { queue, begun, failures, keys: () => begun.map(({ key }) => key) };
}

const SOON = { timeout: 60_000, interval: 5 };
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a work queue", () => {
  test("accepts keys while held, and processes them when released", async () => {
    const { queue, keys } = queueOf(2, true);
    for (const key of ["a", "b", "c"]) queue.add(key);
    await settled();
    expect(keys()).toEqual([]);
    expect(queue.depth).toBe(3);

    queue.release();

    expect(keys()).toEqual(["a", "b"]);
  });

  test("bounds the keys in progress and takes the others in order", async () => {
    const { queue, begun, keys } = queueOf(2);
    for (const key of ["a", "b", "c", "d"]) queue.add(key);
    expect(keys()).toEqual(["a", "b"]);
    begun[0]?.finish();
    await settled();
    expect(keys()).toEqual(["a", "b", "c"]);
  });

  test("processes a key once when added several times", async () => {
    const { queue, begun, keys } = queueOf(1);
    for (const key of ["a", "b", "b", "b"]) queue.add(key);
    begun[0]?.finish();
    await settled();
    begun[1]?.finish();
    await settled();
    expect(keys()).toEqual(["a", "b"]);
  });

  test("never processes a key twice at once, but again if added meanwhile", async () => {
    const { queue, begun, keys } = queueOf(4);
    queue.add("a");
    queue.add("a");
    queue.add("a");
    expect(keys()).toEqual(["a"]);
    begun[0]?.finish();
    await settled();
    expect(keys()).toEqual(["a", "a"]);
    begun[1]?.finish();
    await settled();
    expect(keys()).toEqual(["a", "a"]);
  });

  test("retries a failed key", async () => {
    const { queue, begun, failures, keys } = queueOf(1);
    queue.add("a");
    begun[0]?.fail();
    await vi.waitFor(() => expect(keys()).toEqual(["a", "a"]), SOON);
    expect(failures).toEqual(["a"]);
  });

  test("processes a key again at its own request", async () => {
    const { queue, begun, keys } = queueOf(1);
    queue.add("a");
    begun[0]?.finish(10);
    await vi.waitFor(() => expect(keys()).toEqual(["a", "a"]), SOON);
  });

  test("waits for work in progress when closed, and starts none", async () => {
    const { queue, begun, keys } = queueOf(1);
    queue.add("a");
    queue.add("b");
    let isClosed = false;
    const closing = queue.close().then(() => {
      isClosed = true;
    });
    await settled();
    expect(isClosed).toBe(false);
    begun[0]?.finish(1);
    await closing;
    queue.add("c");
    expect(keys()).toEqual(["a"]);
  });
});
