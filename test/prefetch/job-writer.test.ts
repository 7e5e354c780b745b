import { Registry } from "prom-client";
import { expect, onTestFinished, test, vi } from "vitest";
import { ApiFailure } from "../../src/cluster/api/api-failure.ts";
import type { ObjectWriter } from "../../src/cluster/objects/object-writer.ts";
import { JobWriter, UNSEEN_MS } from "../../src/prefetch/reconcile/job-writer.ts";
import { createPrefetchMetrics } from "../../src/prefetch/reconcile/prefetch-metrics.ts";
import { declare } from "../deployment/declare.ts";
import { job } from "./facts.ts";

const cache = { id: "claim-uid", isShared: true };

function writerTo(server: Pick<ObjectWriter, "create" | "delete">): JobWriter {
  return new JobWriter({
    writer: server as ObjectWriter,
    settings: () => ({ script: "true", timeoutSeconds: 60 }),
    metrics: createPrefetchMetrics(new Registry(), () => []),
  });
}

/** Rejections that nothing handled when they happened: each would end the process. */
function watchRejections(): readonly unknown[] {
  const found: unknown[] = [];
  const note = (error: unknown): void => void found.push(error);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return found;
}

test("a Job that cannot be deleted fails the step only, also while another one is created slowly", async () => {
  const unhandled = watchRejections();
  const created = Promise.withResolvers<undefined>();
  const jobs = writerTo({
    create: () => created.promise,
    delete: () => Promise.reject(new ApiFailure(500, "500: etcdserver: request timed out")),
  });
  const plan = { start: [{ model: "org/b", number: 1 }], remove: [job("org/a", { state: "complete" })] };

  const step = jobs.write("inference/server", declare({}), { plan, cache });
  await expect(step).rejects.toThrow("etcdserver");
  await new Promise((resolve) => setImmediate(resolve));

  expect(unhandled).toEqual([]);
  created.resolve(undefined);
});

test("a refused Job is remembered by its model, until it is created", async () => {
  const answers = [new ApiFailure(403, "403: exceeded quota: jobs"), undefined];
  const jobs = writerTo({
    create: () => {
      const answer = answers.shift();
      return answer === undefined ? Promise.resolve({}) : Promise.reject(answer);
    },
    delete: () => Promise.resolve(),
  });
  const plan = { start: [{ model: "org/a", number: 1 }], remove: [] };
  const write = () => jobs.write("inference/server", declare({}), { plan, cache });

  expect(await write()).toEqual(new Map([["org/a", "its Job is refused: 403: exceeded quota: jobs"]]));
  expect(jobs.readRefusals("inference/server")).toHaveLength(1);
  expect(await write()).toEqual(new Map());
  expect(jobs.readRefusals("inference/server")).toEqual([]);
});

test("a new Job is not created again before a watch shows it, until that takes too long", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const created: string[] = [];
  const jobs = writerTo({
    create: ({ name }) => {
      created.push(name);
      return Promise.resolve({});
    },
    delete: () => Promise.resolve(),
  });
  const start = (model: string, number = 1) =>
    jobs.write("inference/server", declare({}), { plan: { start: [{ model, number }], remove: [] }, cache });

  await start("org/a");
  await start("org/a");
  expect(created).toHaveLength(1);
  await start("org/b");
  await start("org/a", 2);
  expect(new Set(created).size).toBe(3);
  vi.advanceTimersByTime(UNSEEN_MS);
  await start("org/a");
  expect(created).toHaveLength(4);
});

test("a Job that exists already is asked for again: it may be one that is being deleted", async () => {
  let calls = 0;
  const jobs = writerTo({
    create: () => {
      calls += 1;
      return Promise.resolve(undefined);
    },
    delete: () => Promise.resolve(),
  });
  const plan = { start: [{ model: "org/a", number: 1 }], remove: [] };
  for (let step = 0; step < 2; step += 1) await jobs.write("inference/server", declare({}), { plan, cache });
  expect(calls).toBe(2);
});
