import fc from "fast-check";
import { expect, it } from "vitest";
import type { ModelStatus } from "../../src/deployment/model-express-status.ts";
import type { PullJob } from "../../src/prefetch/actual/pull-job.ts";
import type { PullPod } from "../../src/prefetch/actual/pull-pod.ts";
import { planPrefetch } from "../../src/prefetch/plan.ts";
import { facts, job, NOW, pod } from "./facts.ts";

const MODELS = ["a/1", "a/2", "a/3", "a/4", "a/5", "a/6@v1"];

/** The events between two checks of a controller. */
const event = fc.oneof(
  fc.record({ kind: fc.constant("end" as const), index: fc.nat(9), isSuccess: fc.boolean() }),
  fc.record({ kind: fc.constant("wait" as const), seconds: fc.nat(5000) }),
  fc.record({ kind: fc.constant("list" as const), wanted: fc.subarray(MODELS) }),
  // The outcome of the last check was not written: another controller took over.
  fc.record({ kind: fc.constant("crash" as const) }),
  fc.record({ kind: fc.constant("stale" as const) }),
);

type Happening = ReturnType<typeof event.generate>["value"];

interface World {
  wanted: readonly string[];
  recorded: readonly ModelStatus[];
  jobs: PullJob[];
  pods: PullPod[];
  seconds: number;
  /** The number of times each model was brought. */
  readonly brought: Map<string, number>;
}

function time(world: World): string {
  return new Date(NOW + world.seconds * 1000).toISOString();
}

/** Executes a plan, with its effects as shown by the API server and the status. */
function look(world: World, { isWritten = true, isShown = true } = {}): void {
  const plan = planPrefetch(facts({ ...world, now: NOW + world.seconds * 1000 }));
  if (isWritten) world.recorded = plan.models;
  const removed = new Set(plan.remove.map(({ name }) => name));
  world.jobs = world.jobs.filter(({ name }) => !removed.has(name));
  for (const { model, number } of plan.start) {
    const made = job(model, { attempt: number, createdAt: time(world) });
    if (isShown && !world.jobs.some(({ name }) => name === made.name)) world.jobs.push(made);
  }
  const active = world.jobs.filter(({ state }) => state === "active").length;
  const isEachOnce = world.wanted.every((model) => plan.models.filter((each) => nameOf(each) === model).length === 1);
  if (active > 4 || !isEachOnce) throw new Error(`${active} at once; ${JSON.stringify(plan.models)}`);
}

function nameOf({ name, revision }: ModelStatus): string {
  return revision === undefined ? name : `${name}@${revision}`;
}

function end(world: World, index: number, isSuccess: boolean): void {
  const active = world.jobs.filter(({ state }) => state === "active");
  const ended = active[index % Math.max(active.length, 1)];
  if (ended === undefined) return;
  const state = isSuccess ? "complete" : "failed";
  world.jobs = world.jobs.map((each) => (each === ended ? { ...each, state, endedAt: time(world) } : each));
  const left = { exitCode: isSuccess ? 0 : 3, finishedAt: time(world), message: "" };
  world.pods.push(pod(ended, { startedAt: ended.createdAt, end: left }));
  if (isSuccess) world.brought.set(ended.model, (world.brought.get(ended.model) ?? 0) + 1);
}

function live(world: World, one: Happening): void {
  if (one.kind === "end") end(world, one.index, one.isSuccess);
  if (one.kind === "wait") world.seconds += one.seconds;
  if (one.kind === "list") world.wanted = one.wanted;
  look(world, { isWritten: one.kind !== "crash", isShown: one.kind !== "stale" });
}

it("ends with every listed model in the cache, each pulled once, despite any fault", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const world: World = { wanted: MODELS, recorded: [], jobs: [], pods: [], seconds: 0, brought: new Map() };
      for (const one of events) live(world, one);
      for (let round = 0; round < 40; round++) {
        world.seconds += 3601;
        look(world);
        end(world, 0, true);
      }
      look(world);
      look(world);
      for (const model of world.wanted) {
        expect(world.recorded.find((each) => nameOf(each) === model)?.phase, model).toBe("Ready");
      }
      expect(world.jobs).toEqual([]);
      for (const [model, count] of world.brought) expect(count, model).toBe(1);
    }),
    { numRuns: 200 },
  );
});
