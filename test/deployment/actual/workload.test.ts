import { expect, test } from "vitest";
import { findTrouble } from "../../../src/deployment/actual/workload.ts";

const waitingFor = (reason: string) => ({
  containerStatuses: [{ name: "server", state: { waiting: { reason, message: "the cause" } } }],
});

const IMAGE_REASONS = [
  "ErrImagePull",
  "ImagePullBackOff",
  "ErrImageNeverPull",
  "InvalidImageName",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
];

test.each(IMAGE_REASONS)("%s is trouble with the image, and names the way out", (reason) => {
  expect(findTrouble(waitingFor(reason))).toEqual({
    reason: "ImageUnavailable",
    message:
      `container server: ${reason}: the cause; correct spec.image, make its registry reachable from the node, ` +
      "or name a Secret in spec.imagePullSecrets",
  });
});

test("an image of Redis is spec.redis.image", () => {
  const waiting = { reason: "ErrImagePull", message: "the cause" };
  const trouble = findTrouble({ initContainerStatuses: [{ name: "redis", state: { waiting } }] });

  expect(trouble?.message).toContain("the cause; correct spec.redis.image, make its registry");
});

test.each([
  ["CreateContainerConfigError", "ContainerConfigError"],
  ["RunContainerError", "ContainerConfigError"],
  ["CrashLoopBackOff", "Crashing"],
])("%s is %s", (waiting, reason) => {
  expect(findTrouble(waitingFor(waiting))).toEqual({ reason, message: `container server: ${waiting}: the cause` });
});

test.each(["ContainerCreating", "PodInitializing", "constructor", ""])(
  "%o is a start that takes its time",
  (reason) => {
    expect(findTrouble(waitingFor(reason))).toBeUndefined();
  },
);
