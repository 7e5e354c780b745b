import { describe, expect, it } from "vitest";
import { planPrefetch } from "../../src/prefetch/plan.ts";
import { at, facts, job, NOW, pod, ready } from "./facts.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

describe("the next step towards the listed models", () => {
  it("is a Job for each model that has none, and at most four at once", () => {
    const { models, start } = planPrefetch(facts({ wanted: ["a/1", "a/2", "a/3@v1", "a/4", "a/5", "a/6"] }));

    expect(start).toEqual([
      { model: "a/1", number: 1 },
      { model: "a/2", number: 1 },
      { model: "a/3@v1", number: 1 },
      { model: "a/4", number: 1 },
    ]);
    expect(models.slice(2)).toEqual([
      { name: "a/3", revision: "v1", phase: "Pending", message: "its pod is starting" },
      { name: "a/4", phase: "Pending", message: "its pod is starting" },
      { name: "a/5", phase: "Pending", message: "it waits for other pulls of this instance" },
      { name: "a/6", phase: "Pending", message: "it waits for other pulls of this instance" },
    ]);
  });

  it("is empty while the server does not answer", () => {
    const { models, start, pause } = planPrefetch(
      facts({ wanted: ["a/1"], hindrance: "the server does not answer yet" }),
    );

    expect(models).toEqual([{ name: "a/1", phase: "Pending", message: "the server does not answer yet" }]);
    expect(start).toEqual([]);
    expect(pause).toBeUndefined();
  });

  it("reports the bytes that a running pull has on disk", () => {
    const one = job("a/1");
    const running = pod(one, { isRunning: true, startedAt: at(1) });

    const { models } = planPrefetch(
      facts({ wanted: ["a/1"], jobs: [one], pods: [running], bytes: new Map([[running.name, 1024]]) }),
    );

    expect(models).toEqual([{ name: "a/1", phase: "Downloading", bytes: 1024, startTime: at(1) }]);
  });

  it("says why a pod does not start", () => {
    const one = job("a/1");

    const { models } = planPrefetch(
      facts({ wanted: ["a/1"], jobs: [one], pods: [pod(one, { trouble: "0/3 nodes are available" })] }),
    );

    expect(models).toEqual([{ name: "a/1", phase: "Pending", message: "0/3 nodes are available" }]);
  });

  it("says that a Job is suspended, and looks again only when that changes", () => {
    const held = job("a/1", { isSuspended: true });
    const { models, start, pause } = planPrefetch(facts({ wanted: ["a/1"], jobs: [held] }));

    expect(models).toEqual([
      { name: "a/1", phase: "Pending", message: "its Job is suspended, as Kueue does it: see kubectl describe job" },
    ]);
    expect({ start, pause }).toEqual({ start: [], pause: undefined });
  });

  it("records what a pull that succeeded reports, and removes its Job only when that is recorded", () => {
    const one = job("a/1", { state: "complete", endedAt: at(9) });
    const end = { exitCode: 0, finishedAt: at(8), message: `${COMMIT} 2048\n` };
    const known = { wanted: ["a/1"], jobs: [one], pods: [pod(one, { startedAt: at(1), end })] };

    const first = planPrefetch(facts(known));
    const recorded = { name: "a/1", phase: "Ready", resolvedRevision: COMMIT, bytes: 2_097_152 } as const;
    expect(first.models).toEqual([{ ...recorded, startTime: at(1), completionTime: at(8) }]);
    expect(first.remove).toEqual([]);

    const second = planPrefetch(facts({ ...known, recorded: first.models }));
    expect(second.models).toEqual(first.models);
    expect(second.remove).toEqual([one]);
  });

  it("records why a pull failed, keeps its Job for its log, and tries again after 1, 2, 4 … 60 minutes", () => {
    const pauses = [1, 2, 3, 6, 7, 20].map((attempt) => {
      const one = job("a/1@v9", { attempt, state: "failed", endedAt: at(0) });
      const message = "model-express-pull: FAILED: a/1@v9: refused: no such revision. Correct the name\n";
      const failed = pod(one, { startedAt: at(-9), end: { exitCode: 3, finishedAt: at(-1), message } });
      const known = { wanted: ["a/1@v9"], jobs: [one], pods: [failed] };
      const first = planPrefetch(facts(known));
      expect(first.models[0]).toMatchObject({ name: "a/1", revision: "v9", phase: "Failed", attempts: attempt });
      expect(first.models[0]?.message).toMatch(
        /^refused: no such revision\. Correct the name; the next attempt is at least \d+ min/,
      );
      const early = planPrefetch(facts({ ...known, recorded: first.models }));
      expect(early).toMatchObject({ models: first.models, start: [], remove: [] });
      const due = planPrefetch(facts({ ...known, recorded: first.models, now: facts().now + (early.pause ?? 0) }));
      expect(due.start).toEqual([{ model: "a/1@v9", number: attempt + 1 }]);
      expect(due.remove).toEqual([one]);
      return (early.pause ?? 0) / 60_000;
    });

    expect(pauses).toEqual([1, 2, 4, 32, 60, 60]);
  });

  it("does not forget failures when the next Job is refused", () => {
    const failed = { name: "a/1", phase: "Failed", attempts: 3, completionTime: at(-3600) } as const;
    const { models } = planPrefetch(facts({ wanted: ["a/1"], recorded: [failed] }));
    expect(models[0]).toMatchObject({ phase: "Pending", attempts: 4 });

    expect(planPrefetch(facts({ wanted: ["a/1"], recorded: models })).start).toEqual([{ model: "a/1", number: 4 }]);
  });

  it("says why Jobs are refused, and looks again a minute later", () => {
    const refusals = new Map([["a/1", "its Job is refused: exceeded quota"]]);

    const { models, start, pause } = planPrefetch(facts({ wanted: ["a/1"], refusals }));

    expect(models).toEqual([{ name: "a/1", phase: "Pending", message: "its Job is refused: exceeded quota" }]);
    expect(start).toEqual([]);
    expect(pause).toBe(60_000);
  });

  it("removes the Jobs of models no longer listed, and keeps the cache's content", () => {
    const gone = job("a/gone");
    const recorded = [ready("a/old"), { name: "a/gone", phase: "Downloading" as const }];

    const { models, remove } = planPrefetch(facts({ jobs: [gone], recorded }));

    expect(models).toEqual([ready("a/old")]);
    expect(remove).toEqual([gone]);
  });

  it("shows for ten minutes why a model failed that a pod no longer waits for, and does not try it again early", () => {
    const failed = { name: "a/1", phase: "Failed", attempts: 2, completionTime: at(-30), message: "404" } as const;

    expect(planPrefetch(facts({ recorded: [failed] }))).toMatchObject({ models: [failed], start: [], pause: 570_000 });
    expect(planPrefetch(facts({ recorded: [failed], now: NOW + 569_999 })).models).toEqual([failed]);
    expect(planPrefetch(facts({ recorded: [failed], now: NOW + 570_000 }))).toMatchObject({
      models: [],
      pause: undefined,
    });

    expect(planPrefetch(facts({ recorded: [failed], wanted: ["a/1"] })).start).toEqual([]);
    const later = planPrefetch(facts({ recorded: [failed], wanted: ["a/1"], now: NOW + 300_000 }));
    expect(later.start).toEqual([{ model: "a/1", number: 3 }]);
  });

  it("reports at most 64 unlisted models in the cache, the newest ones", () => {
    const recorded = Array.from({ length: 100 }, (_, index) => ready(`a/${index}`, { completionTime: at(index) }));

    const { models } = planPrefetch(facts({ recorded }));

    expect(models).toHaveLength(64);
    expect(models[0]).toEqual(recorded[99]);
  });
});
