import { describe, expect, test } from "vitest";
import { listOccurrences } from "../../src/pods/occurrence.ts";
import { isNews, lookAtPod, type WatchedPod } from "../../src/pods/watched-pod.ts";
import { STATUS, storedPod } from "./pods.ts";

const CREATED = "2026-11-01T12:00:00Z";
const NOW = Date.parse(CREATED) + 60_000;
const JUDGEMENT = { outcome: "injected", problems: [] } as const;

function watch(reason: string, now = NOW) {
  const pull = { state: { waiting: { reason, message: 'Back-off pulling image "registry.example.com/mx:9"' } } };
  const pod = storedPod({ createdAt: CREATED, annotations: STATUS, pull }) as never;
  const watched: WatchedPod = {
    ...{ namespace: "team", name: "worker-0", uid: "uid-of-worker-0", firstLook: now, isOld: now - NOW > 3_600_000 },
    ...{ outcome: "injected" as const, hasProblems: false, pull: undefined },
  };
  const seen = lookAtPod(pod, { before: watched, now, mutate: () => undefined }) as WatchedPod;
  return { seen, occurrences: listOccurrences(pod, { watched: seen, judgement: JUDGEMENT, now }) };
}

describe("a pull that cannot start", () => {
  test.each(["ErrImagePull", "ImagePullBackOff", "InvalidImageName"])("%s: says what to correct", (reason) => {
    const [only, ...others] = watch(reason).occurrences;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ reason: "PullFailed", podKey: "cannot start", ownerKey: "cannot start" });
    expect(only?.message).toContain(`model-express-pull cannot start (${reason}): Back-off pulling image`);
    expect(only?.message).toContain("image-pull-secrets");
  });

  test("for lack of a Secret has no advice about images", () => {
    const [only] = watch("CreateContainerConfigError").occurrences;
    expect(only?.message).not.toContain("image-pull-secrets");
  });

  test("is news once, whichever reason the kubelet gives, and not of an old pod", () => {
    const { seen: first } = watch("ErrImagePull");
    const { seen: second } = watch("ImagePullBackOff");
    expect(isNews(first, undefined)).toBe(true);
    expect(isNews(second, first)).toBe(false);
    expect(watch("ErrImagePull", NOW + 7_200_000).occurrences).toEqual([]);
  });

  test("that only waits for its turn is nothing to report", () => {
    expect(watch("PodInitializing").occurrences).toEqual([]);
  });
});
