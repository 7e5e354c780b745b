import { describe, expect, test } from "vitest";
import { FairQueue } from "../../../src/cluster/reconcile/fair-queue.ts";
import { WorkQueue } from "../../../src/cluster/reconcile/work-queue.ts";

const all = (): boolean => true;

describe("waiting keys", () => {
  test("take turns by namespace, and keep their order within one", () => {
    const queue = new FairQueue();
    for (const key of ["a/1", "a/2", "a/3", "b/1", "c/1", "c/2"]) queue.push(key);
    expect(Array.from({ length: 7 }, () => queue.shift(all))).toEqual([
      "a/1",
      "b/1",
      "c/1",
      "a/2",
      "c/2",
      "a/3",
      undefined,
    ]);
    expect(queue.size).toBe(0);
  });

  test("of a namespace at its limit stay, and keep its turn", () => {
    const queue = new FairQueue();
    for (const key of ["a/1", "b/1"]) queue.push(key);
    expect(queue.shift((namespace) => namespace !== "a")).toBe("b/1");
    expect(queue.shift((namespace) => namespace !== "a")).toBeUndefined();
    expect(queue.shift(all)).toBe("a/1");
  });
});

describe("a namespace with 3,000 objects", () => {
  test("delays another's only object no longer than the work in progress", async () => {
    const order: string[] = [];
    const queue = new WorkQueue({
      width: 8,
      backoff: { first: 1, most: 1 },
      onFailure: () => {},
      reconcile: async (key) => {
        order.push(key);
        await new Promise((resolve) => setImmediate(resolve));
        return undefined;
      },
    });
    for (let i = 0; i < 3000; i++) queue.add(`evil/${i}`);
    await expect.poll(() => order.length).toBeGreaterThan(20);
    const before = order.length;
    queue.add("victim/mine");
    await expect.poll(() => order.length, { timeout: 10_000 }).toBe(3001);
    expect(order.indexOf("victim/mine") - before).toBeLessThanOrEqual(8);
    await queue.close();
  });

  test("leaves half of the slots to others, however long its own work takes", () => {
    const order: string[] = [];
    const queue = new WorkQueue({
      width: 8,
      backoff: { first: 1, most: 1 },
      onFailure: () => {},
      reconcile: (key) => {
        order.push(key);
        return new Promise(() => {});
      },
    });
    for (let i = 0; i < 100; i++) queue.add(`slow/${i}`);
    queue.add("victim/mine");
    expect(order).toEqual(["slow/0", "slow/1", "slow/2", "slow/3", "victim/mine"]);
  });
});
