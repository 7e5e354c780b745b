import { describe, expect, test } from "vitest";
import type { InjectDecision } from "../../src/injection/decision.ts";
import { pullStateOf } from "../../src/pod-outcome/admitted.ts";
import { causeOfMiss } from "../../src/pod-outcome/missed.ts";
import { troubleOf } from "../../src/pod-outcome/pod-state.ts";

describe("what keeps a pod from running", () => {
  test.each([
    ["nothing", {}, undefined],
    ["a running pod", { phase: "Running", containerStatuses: [{ name: "main", state: { running: {} } }] }, undefined],
    [
      "no node",
      {
        phase: "Pending",
        conditions: [
          {
            type: "PodScheduled",
            status: "False",
            reason: "Unschedulable",
            message: "0/3 nodes: 3 Insufficient nvidia.com/gpu.",
          },
        ],
      },
      "the pod waits for a node (Unschedulable): 0/3 nodes: 3 Insufficient nvidia.com/gpu.",
    ],
    [
      "eviction",
      { phase: "Failed", reason: "Evicted", message: "The node was low on resource: ephemeral-storage." },
      "the pod failed (Evicted): The node was low on resource: ephemeral-storage.",
    ],
    [
      "memory, the last time",
      {
        containerStatuses: [
          {
            name: "main",
            restartCount: 2,
            state: { running: {} },
            lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
          },
        ],
      },
      "container main ended with OOMKilled, code 137 (2 restarts)",
    ],
    [
      "an end without an error",
      { containerStatuses: [{ name: "main", state: { terminated: { exitCode: 0, reason: "Completed" } } }] },
      undefined,
    ],
  ])("%s", (_, status, trouble) => {
    expect(troubleOf({ status })).toBe(trouble);
  });
});

describe("how the pull fares", () => {
  const pull = (status: object) =>
    pullStateOf({ status: { initContainerStatuses: [{ name: "model-express-pull", ...status }] } as never });

  test("that failed and waits to be tried again: its last words, and how often", () => {
    const message = "model-express-pull: waiting\nmodel-express-pull: FAILED: it lacks everything";
    const state = {
      restartCount: 4,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 5, message } },
    };
    expect(pull(state)).toMatchObject({
      isFailing: true,
      restarts: 4,
      message: "model-express-pull: FAILED: it lacks everything",
    });
  });

  test("that runs: since when", () => {
    expect(pull({ state: { running: { startedAt: "2026-01-01T00:00:00Z" } } })).toEqual({
      text: "running since 2026-01-01T00:00:00Z",
      isFailing: false,
    });
  });
});

test("a pod of the same second as its Service is told so, not that a label was missing", () => {
  const createdAt = "2026-01-01T00:00:00Z";
  const decision = { found: { instance: { namespace: "k", name: "mx", createdAt } } } as unknown as InjectDecision;
  const cause = causeOfMiss({
    pod: { metadata: { creationTimestamp: createdAt } },
    namespaceLabels: {},
    decision,
    registration: "unknown",
  });
  expect(cause).toContain("created in the same second as Service k/mx");
});
