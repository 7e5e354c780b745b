import { describe, expect, it, test } from "vitest";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { isPastHalf, lastWords, type PullState, readPull } from "../../src/pod-outcome/pull.ts";
import { ended, type PullStatus, storedPod } from "../pods/pods.ts";

const podWith = (pull?: PullStatus) => storedPod(pull === undefined ? {} : { pull }) as unknown as JsonObject;
const running = { running: { startedAt: "2026-11-01T12:00:00Z" } };
const waiting = (reason: string) => ({ waiting: { reason } });
const at = (time: string) => Date.parse(`2026-11-01T${time}Z`);

describe("the state of a pull", () => {
  test.each<[string, PullStatus, PullState]>([
    ["that the kubelet has not reported", {}, "waiting"],
    ["whose turn comes later", { state: waiting("PodInitializing") }, "waiting"],
    ["whose image cannot be had", { state: waiting("ImagePullBackOff") }, "failing"],
    ["that runs", { state: running }, "running"],
    ["that runs again after a failure", { state: running, lastState: ended(4) }, "running"],
    ["that succeeded", { state: ended(0) }, "done"],
    ["that failed", { state: ended(3) }, "failing"],
    ["that waits for its restart", { state: waiting("CrashLoopBackOff"), lastState: ended(3) }, "failing"],
  ])("%s", (_, status, state) => {
    expect(readPull(podWith(status))?.state).toBe(state);
  });
});

it("is not read from a user's container of the same name", () => {
  const theirs = { spec: { initContainers: [{ name: "model-express-pull", image: "theirs" }] } };
  expect(readPull(theirs)).toBeUndefined();
  expect(readPull(podWith())).toBeUndefined();
});

it("separates the current run from the last one that ended", () => {
  expect(readPull(podWith({ state: running, lastState: ended(5) }))).toMatchObject({
    runningSince: at("12:00:00"),
    deadlineSeconds: 3600,
    end: { exitCode: 5, startedAt: at("12:00:00"), finishedAt: at("12:10:00") },
  });
});

it("is past half of its deadline after half of the time, but only while it runs", () => {
  const pull = readPull(podWith({ state: running }));
  if (pull === undefined) throw new Error("no pull");
  expect(isPastHalf(pull, at("12:30:00"))).toBe(false);
  expect(isPastHalf(pull, at("12:30:01"))).toBe(true);
  expect(isPastHalf({ ...pull, runningSince: undefined }, at("23:00:00"))).toBe(false);
});

test.each([
  ["first\nlast\n", "last"],
  ["", "no message"],
])("the last line of %j is %j", (message, words) => {
  expect(lastWords(podWith({ state: ended(4, message) }))).toBe(words);
});
