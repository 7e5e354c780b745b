import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { type PullReport, reportPull } from "../../src/pod-outcome/pull-report.ts";
import { ended, type PullStatus, storedPod } from "../pods/pods.ts";

const at = (time: string) => Date.parse(`2026-11-01T${time}Z`);
const podWith = (pull: PullStatus) => storedPod({ pull }) as unknown as JsonObject;
const running = { running: { startedAt: "2026-11-01T12:20:00Z" } };
const waiting = (reason: string, message?: string) => ({ waiting: { reason, message } });
const WORDS = "model-express-pull: waiting\nmodel-express-pull: FAILED: it lacks everything";

describe("the state of a pull in words", () => {
  test.each<[string, object, Partial<PullReport>]>([
    ["that ended", { state: ended(0) }, { text: "done in 10m", isFailing: false }],
    [
      "that runs: for how long, and its deadline",
      { state: running },
      { text: "running for 12m of 1h, until 13:20 UTC", isFailing: false },
    ],
    [
      "that failed and waits to be tried again: when, how often, and its last words",
      { restartCount: 4, state: waiting("CrashLoopBackOff"), lastState: ended(5, WORDS) },
      {
        text: "failed with exit code 5 22m ago",
        isFailing: true,
        restarts: 4,
        message: "model-express-pull: FAILED: it lacks everything",
      },
    ],
    [
      "that runs again after a failure",
      { restartCount: 1, state: running, lastState: ended(4, "FAILED: late") },
      {
        text: "running for 12m of 1h, until 13:20 UTC; the run before ended with exit code 4",
        isFailing: true,
        message: "FAILED: late",
      },
    ],
    [
      "that failed, of which the kubelet has no times",
      {
        restartCount: 4,
        state: waiting("CrashLoopBackOff"),
        lastState: { terminated: { exitCode: 5, message: WORDS } },
      },
      {
        text: "failed with exit code 5",
        isFailing: true,
        message: "model-express-pull: FAILED: it lacks everything",
      },
    ],
    [
      "that was killed for want of memory, which its own last line does not say",
      {
        state: waiting("CrashLoopBackOff"),
        lastState: { terminated: { ...ended(137, "asking").terminated, reason: "OOMKilled" } },
      },
      {
        isFailing: true,
        message: expect.stringMatching(/^killed \(OOMKilled\), .*memory.*pull-resources.*Before: asking$/),
      },
    ],
    [
      "that was killed, and says so itself",
      { state: waiting("CrashLoopBackOff"), lastState: ended(137, "FAILED: the CLI was killed") },
      { isFailing: true, message: "FAILED: the CLI was killed" },
    ],
    [
      "whose image cannot be had",
      { state: waiting("ImagePullBackOff", "Back-off pulling image") },
      {
        text: "cannot start (ImagePullBackOff)",
        isFailing: true,
        message: "Back-off pulling image",
        fix: expect.stringContaining("image-pull-secrets"),
      },
    ],
    [
      "whose turn has not come",
      { state: waiting("PodInitializing") },
      { text: "waits for its start (PodInitializing)" },
    ],
  ])("%s", (_, status, report) => {
    expect(reportPull(podWith(status), at("12:32:00"))).toMatchObject(report);
  });

  test("waits for another init container", () => {
    const pod = storedPod({ pull: { state: waiting("PodInitializing") } });
    const earlier = { name: "wait-for-leader", state: { running: {} } };
    const { status } = pod as unknown as { status: { initContainerStatuses: object[] } };
    const first = { ...pod, status: { initContainerStatuses: [earlier, ...status.initContainerStatuses] } };
    expect(reportPull(first as unknown as JsonObject, 0)?.text).toBe(
      "waits for init container wait-for-leader, which runs first",
    );
  });

  test("not reported by the kubelet yet, or missing", () => {
    expect(reportPull({ ...podWith({}), status: {} }, 0)).toBeUndefined();
    expect(reportPull(storedPod() as unknown as JsonObject, 0)).toBeUndefined();
  });
});
