import { describe, expect, test } from "vitest";
import { listLifetimes } from "../../src/prefetch/lifetime.ts";
import { planPrefetch } from "../../src/prefetch/plan.ts";
import { declare } from "../deployment/declare.ts";
import { at, facts, job, pod, ready } from "./facts.ts";

const HOUR = 3_600_000;
const lifetimes = new Map([["org/a", { refreshMs: 12 * HOUR, expireMs: 24 * HOUR }]]);

/** A model that was pulled so many hours ago. */
const pulled = (hours: number) => ready("org/a", { completionTime: at(-hours * 3600) });

const plan = (hours: number, change: Parameters<typeof facts>[0] = {}) =>
  planPrefetch(facts({ wanted: ["org/a"], recorded: [pulled(hours)], lifetimes, ...change }));

describe("a cached model that Model Express may evict", () => {
  test("rests until half of the time, and the plan asks to be called then", () => {
    expect(plan(1)).toEqual({ models: [pulled(1)], start: [], remove: [], pause: 11 * HOUR });
  });

  test("is pulled again afterwards, and counts as cached meanwhile", () => {
    const { models, start, pause } = plan(13);
    expect(models).toEqual([pulled(13)]);
    expect(start).toEqual([{ model: "org/a", number: 1 }]);
    expect(pause).toBeLessThanOrEqual(11 * HOUR);

    const running = job("org/a");
    const meanwhile = plan(13, { jobs: [running], pods: [pod(running, { isRunning: true, startedAt: at(0) })] });
    expect({ models: meanwhile.models, start: meanwhile.start }).toEqual({ models: [pulled(13)], start: [] });
  });

  test("is as new as its last pull", () => {
    const done = job("org/a", { state: "complete", endedAt: at(0) });
    expect(plan(13, { jobs: [done] }).models).toMatchObject([{ phase: "Ready", completionTime: at(0) }]);
  });

  test("does not count any more when the time is over, whatever stops the pull", () => {
    expect(plan(25, { hindrance: "the server does not answer yet" }).models).toMatchObject([
      { name: "org/a", phase: "Pending", message: "the server does not answer yet" },
    ]);
    expect(plan(25).start).toHaveLength(1);
  });

  test("is forgotten when its time is over and nothing asks for it", () => {
    expect(planPrefetch(facts({ recorded: [pulled(23)], lifetimes })).models).toHaveLength(1);
    expect(planPrefetch(facts({ recorded: [pulled(25)], lifetimes })).models).toEqual([]);
  });

  test("is not judged by the Job that brought it, which is removed", () => {
    const old = job("org/a", { state: "complete", createdAt: at(-14 * 3600), endedAt: at(-13 * 3600) });
    expect(plan(13, { jobs: [old] })).toMatchObject({ models: [pulled(13)], start: [], remove: [old] });
  });
});

describe("lifetimes", () => {
  const instance = (eviction?: object) => ({
    ...declare({ models: ["org/listed"], ...(eviction === undefined ? {} : { cache: { eviction } }) }),
    status: { models: [ready("org/known")] },
  });

  test("are none without eviction", () => {
    expect(listLifetimes(instance(), ["org/awaited"])).toEqual(new Map());
  });

  test("are the time of eviction for each known, listed or awaited model", () => {
    const day = { refreshMs: 12 * HOUR, expireMs: 24 * HOUR };
    expect(listLifetimes(instance({ unusedFor: "24h" }), ["org/awaited"])).toEqual(
      new Map([
        ["org/known", day],
        ["org/listed", day],
        ["org/awaited", day],
      ]),
    );
    expect(listLifetimes(instance({ unusedFor: "2d" }), []).get("org/listed")?.expireMs).toBe(48 * HOUR);
  });

  test("are minutes for a model that pods wait for, if others can displace it", () => {
    const found = listLifetimes(instance({ unusedFor: "24h", maxModels: 3 }), ["org/awaited", "org/listed"]);
    expect(found.get("org/known")?.expireMs).toBe(24 * HOUR);
    expect([found.get("org/awaited"), found.get("org/listed")].map((each) => each?.expireMs)).toEqual([
      300_000, 300_000,
    ]);
  });
});
