import type { ModelStatus } from "../../src/deployment/model-express-status.ts";
import type { PullJob } from "../../src/prefetch/actual/pull-job.ts";
import type { PullPod } from "../../src/prefetch/actual/pull-pod.ts";
import type { PrefetchFacts } from "../../src/prefetch/plan.ts";

export const NOW = Date.parse("2026-11-28T10:00:00Z");

export function at(seconds: number): string {
  return new Date(NOW + seconds * 1000).toISOString().replace(".000Z", "Z");
}

export function facts(change: Partial<PrefetchFacts> = {}): PrefetchFacts {
  const none = {
    wanted: [],
    recorded: [],
    jobs: [],
    pods: [],
    bytes: new Map(),
    refusals: new Map(),
    lifetimes: new Map(),
  };
  return { ...none, hindrance: undefined, now: NOW, ...change };
}

/** A Job created just now, with some changes. */
export function job(model: string, change: Partial<PullJob> = {}): PullJob {
  const attempt = change.attempt ?? 1;
  return {
    namespace: "inference",
    name: `job-${model}-${attempt}`,
    uid: `uid-${model}-${attempt}`,
    instance: "server",
    owner: "own",
    model,
    attempt,
    state: "active",
    createdAt: at(0),
    endedAt: undefined,
    message: undefined,
    isEnding: false,
    isSuspended: false,
    ...change,
  };
}

/** A Job's pod that waits for a node, with some changes. */
export function pod(of: PullJob, change: Partial<PullPod> = {}): PullPod {
  return {
    namespace: of.namespace,
    name: `${of.name}-x`,
    instance: of.instance,
    job: of.name,
    startedAt: undefined,
    isRunning: false,
    end: undefined,
    trouble: undefined,
    ...change,
  };
}

export function ready(name: string, change: Partial<ModelStatus> = {}): ModelStatus {
  return { name, phase: "Ready", completionTime: at(-60), ...change };
}
