import { expect, test } from "vitest";
import { decideCondition } from "../../src/command-line/explain/pod-condition.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";

const NOW = Date.parse("2026-01-01T10:00:00Z");

/** An injected pod with the status that a kubelet writes for the pull. */
function conditionOf(pullStatus: JsonObject, phase = "Pending", conditions: readonly JsonObject[] = []) {
  const env = [{ name: "MX_PULL_TIMEOUT", value: "7200" }];
  const pod: JsonObject = {
    metadata: { name: "w", namespace: "k" },
    spec: { initContainers: [{ name: "model-express-pull", env }], containers: [{ name: "main" }] },
    status: { phase, conditions, initContainerStatuses: [{ name: "model-express-pull", ...pullStatus }] },
  };
  const admitted = { mode: "stream", from: "Service k/mx" } as never;
  return decideCondition({ name: "w", namespace: "k", pod, admitted, progress: undefined, now: NOW });
}

test("a pull whose image is not there cannot start: the reason once, and the command that shows the rest", () => {
  const waiting = { reason: "ImagePullBackOff", message: 'Back-off pulling image "x"' };
  expect(conditionOf({ restartCount: 0, state: { waiting } })).toEqual({
    text: 'Injected, but its pull cannot start (ImagePullBackOff): Back-off pulling image "x"',
    isTrouble: true,
    hints: [expect.stringContaining("image-pull-secrets"), "See: kubectl describe pod w -n k"],
  });
});

test("a pull that ended with an error: its last words, when, and the command that shows its log", () => {
  const terminated = {
    exitCode: 4,
    startedAt: "2026-01-01T09:58:00Z",
    finishedAt: "2026-01-01T09:59:00Z",
    message: "FAILED: no answer\n",
  };
  const state = { waiting: { reason: "CrashLoopBackOff" } };
  expect(conditionOf({ restartCount: 2, state, lastState: { terminated } })).toEqual({
    text: "Injected, but its pull fails (2 restarts): FAILED: no answer",
    isTrouble: true,
    hints: ["Failed with exit code 4 1m ago", "See: kubectl logs w -n k -c model-express-pull --previous"],
  });
});

test("a pull that ran is on a node, although the scheduler's condition is still there", () => {
  const terminated = { exitCode: 5, message: "FAILED: the server lacks everything\n" };
  const state = { waiting: { reason: "CrashLoopBackOff" } };
  const scheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "no nodes available" };
  const { text } = conditionOf({ restartCount: 4, state, lastState: { terminated } }, "Pending", [scheduled]);
  expect(text).toBe("Injected, but its pull fails (4 restarts): FAILED: the server lacks everything");
});

test("a pod that is not restarted failed with its pull: the pull's last words", () => {
  const terminated = {
    exitCode: 4,
    startedAt: "2026-01-01T09:58:00Z",
    finishedAt: "2026-01-01T09:59:00Z",
    message: "FAILED: slow\n",
  };
  const { text, hints } = conditionOf({ restartCount: 0, state: { terminated } }, "Failed");
  expect(text).toBe("Injected, but its pull fails (0 restarts): FAILED: slow");
  expect(hints).toContain("See: kubectl logs w -n k -c model-express-pull");
});
