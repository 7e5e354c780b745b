import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { namespace } from "../cluster/live/objects.ts";
import { ended, STATUS, storedPod } from "./pods.ts";
import { openPodsBed, type PodsBed } from "./pods-bed.ts";

const SOON = { timeout: 60_000, interval: 50 };
const now = () => new Date().toISOString();
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

let bed: PodsBed;

beforeEach(async () => {
  bed = await openPodsBed();
});

afterEach(() => bed.close());

const podCalls = () => bed.fake.requests.filter(({ path, isWatch }) => /\/pods(\/|$)/.test(path) && !isWatch);

it("reports a missed pod, but none that was injected, left alone or is too old", async () => {
  bed.fake.store.put("pods", storedPod({ name: "missed", createdAt: now() }));
  bed.fake.store.put("pods", storedPod({ name: "injected", createdAt: now(), annotations: STATUS }));
  bed.fake.store.put("pods", storedPod({ name: "old", createdAt: ago(61) }));
  bed.fake.store.put("pods", storedPod({ name: "elsewhere", namespace: "other", createdAt: now() }));
  const registry = bed.start();

  // An Event is counted when its answer is there.
  await vi.waitFor(async () => {
    expect(await bed.read(registry, "pods", { outcome: "missed" })).toBe(2);
    expect(await bed.read(registry, "pods", { outcome: "injected" })).toBe(1);
    expect(await bed.read(registry, "pod_events_total", { result: "written" })).toBe(1);
  }, SOON);
  expect(bed.events).toEqual(["team"]);
});

it("reports a later failure of an old pod's pull, but not an earlier one", async () => {
  const before = { lastState: ended(4) };
  bed.fake.store.put("pods", storedPod({ createdAt: ago(90), annotations: STATUS, pull: before }));
  const registry = bed.start();
  await vi.waitFor(async () => expect(await bed.read(registry, "pulls", { state: "failing" })).toBe(1), SOON);
  expect(bed.events).toEqual([]);

  const finishedAt = new Date(Date.now() + 1000).toISOString();
  const again = { lastState: { terminated: { exitCode: 4, message: "late", startedAt: ago(1), finishedAt } } };
  bed.fake.store.put("pods", storedPod({ createdAt: ago(90), annotations: STATUS, pull: again }));

  await vi.waitFor(() => expect(bed.events).toEqual(["team"]), SOON);
  const failures = () => bed.read(registry, "pull_failures_total", { exit_code: "4" });
  await vi.waitFor(async () => expect(await failures()).toBe(1), SOON);
});

it("counts the duration of a pull that ends while watched, once", async () => {
  const startedAt = now();
  bed.fake.store.put("pods", storedPod({ createdAt: startedAt, annotations: STATUS, pull: { state: ended(0) } }));
  const registry = bed.start();
  await vi.waitFor(async () => expect(await bed.read(registry, "pulls", { state: "done" })).toBe(1), SOON);
  const finishedAt = new Date(Date.parse(startedAt) + 90_000).toISOString();
  const done = { state: { terminated: { exitCode: 0, startedAt, finishedAt } } };
  for (let look = 0; look < 3; look++) {
    bed.fake.store.put("pods", storedPod({ name: "second", createdAt: startedAt, annotations: STATUS, pull: done }));
  }

  await vi.waitFor(async () => expect(await bed.read(registry, "pulls", { state: "done" })).toBe(2), SOON);
  const histogram = await registry.getSingleMetricAsString("model_express_injector_pull_duration_seconds");
  expect(histogram).toContain('_bucket{le="60"} 0');
  expect(histogram).toContain('_bucket{le="120"} 1');
});

/** Takes more steps than a watch has for a pod. */
const LONG = [
  "sh",
  "-c",
  `${"for i in 1 2 3 4 5 6 7 8 9 10; do ".repeat(3)} A=$i; ${"done;".repeat(3)} vllm serve a/b`,
];

it("decides about a pod whose command takes long in its turn, and reports it", async () => {
  bed.fake.store.put("pods", storedPod({ name: "long", createdAt: now(), command: LONG }));
  bed.fake.store.put("pods", storedPod({ name: "old", createdAt: ago(61), command: LONG }));
  const registry = bed.start();

  await vi.waitFor(async () => expect(await bed.read(registry, "pods", { outcome: "missed" })).toBe(2), SOON);
  expect(await bed.read(registry, "pods", { outcome: "undecided" })).toBe(0);
  await vi.waitFor(() => expect(bed.events).toEqual(["team"]), SOON);
});

const DEADLINE_SECONDS = 120;
/** One namespace's burst, plus its earnings in the time that a test may take. */
const MOST_CALLS = 50 + 2 * DEADLINE_SECONDS;

it(
  "decides about no more pods of a namespace whose commands take long than its budget allows",
  async () => {
    bed.fake.store.put("namespaces", namespace("hostile"));
    const createdAt = now();
    for (let index = 0; index < 500; index++) {
      bed.fake.store.put("pods", storedPod({ namespace: "hostile", name: `p-${index}`, createdAt, command: LONG }));
    }
    bed.fake.store.put("pods", storedPod({ name: "victim", createdAt, command: LONG }));
    const registry = bed.start();

    await vi.waitFor(() => expect(bed.events).toContain("team"), SOON);
    const decided = podCalls().filter(({ path, query }) => path.includes("/hostile/") && !query.has("limit"));
    expect(decided.length).toBeLessThanOrEqual(MOST_CALLS);
    const undecided = async () =>
      expect(await bed.read(registry, "pods", { outcome: "undecided" })).toBeGreaterThan(200);
    await vi.waitFor(undecided, SOON);
  },
  DEADLINE_SECONDS * 1000,
);

it(
  "costs, for 10,000 pods, their pages, and no more calls and Events than the budget allows",
  async () => {
    const createdAt = now();
    for (let index = 0; index < 10_000; index++) {
      const isMissed = index % 2 === 0;
      const annotations = isMissed ? {} : STATUS;
      bed.fake.store.put("pods", storedPod({ name: `worker-${index}`, createdAt, annotations }));
    }
    const registry = bed.start();
    await vi.waitFor(async () => expect(await bed.read(registry, "pods", { outcome: "missed" })).toBe(5000), SOON);
    await vi.waitFor(async () => {
      const written = (await bed.read(registry, "pod_events_total", { result: "written" })) ?? 0;
      const dropped = (await bed.read(registry, "pod_events_total", { result: "dropped" })) ?? 0;
      expect(written + dropped).toBeGreaterThanOrEqual(5000);
    }, SOON);

    const pages = podCalls().filter(({ query }) => query.has("limit"));
    expect(pages.length).toBe(20 + 3);
    expect(bed.events.length).toBeGreaterThanOrEqual(20);
    const calls = podCalls().length - pages.length + bed.events.length;
    expect(calls).toBeLessThanOrEqual(MOST_CALLS);
  },
  DEADLINE_SECONDS * 1000,
);

it("reports a pull whose image cannot be had once, on the pod and with the way out", async () => {
  const waiting = (reason: string) => ({ state: { waiting: { reason, message: "not found" } } });
  const put = (reason: string) =>
    bed.fake.store.put("pods", storedPod({ createdAt: now(), annotations: STATUS, pull: waiting(reason) }));
  put("ErrImagePull");
  const registry = bed.start();
  await vi.waitFor(() => expect(bed.events).toHaveLength(1), SOON);
  // The kubelet alternates between the two reasons.
  for (const reason of ["ImagePullBackOff", "ErrImagePull", "ImagePullBackOff"]) put(reason);
  await vi.waitFor(async () => expect(await bed.read(registry, "pulls", { state: "failing" })).toBe(1), SOON);
  expect(bed.events).toHaveLength(1);
});
