import jsonPatch from "fast-json-patch";
import { expect, test } from "vitest";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { decideWithoutAdditions } from "../../src/pod-outcome/without-additions.ts";
import { goldenCases } from "../injection/golden-case.ts";

/** The user wrote exactly what the injector adds, so the two are indistinguishable, and the address is the same. */
const SAME_AS_OURS =
  /^(an-own-address-(that-is-the-instances|in-the-configured)|environment-(an-address-of-the-users-that|a-second-container-keeps))/;
/** Part of it was injected before, or a user's volume was mounted in a second container: explained as it is now. */
const UNDECIDED = /^(a-target-that-came-later|cache-a-container-(after-the-one-with|without-a-setting-mounts))/;

const injected = goldenCases().filter(
  ({ name, patch }) => patch.length > 0 && !SAME_AS_OURS.test(name) && !UNDECIDED.test(name),
);

/** The facts that a story depends on. */
function findingsOf({ decision }: ReturnType<typeof mutatePod>): object {
  const { trace, warnings } = decision;
  const steps = trace.steps?.map(({ step, isChosen }) => ({ step, isChosen }));
  const targets = trace.targets?.map(({ container, own }) => ({ name: container.name, own: own?.variable }));
  return { outcome: decision.outcome, steps, targets, warnings: warnings.map(({ code }) => code) };
}

test.each(injected)(
  "an injected pod is explained as it was before its injection: $name",
  async ({ request, directory, settings }) => {
    const before = mutatePod(request, directory, settings);
    const pod = structuredClone(request.object) as JsonObject;
    jsonPatch.applyPatch(pod, structuredClone(before.operations) as jsonPatch.Operation[]);
    const decide = async (object: JsonObject) => mutatePod({ ...request, object }, directory, settings);
    const explained = await decideWithoutAdditions(pod, decide);
    expect(findingsOf(explained)).toEqual(findingsOf(before));
    expect(explained.reason).toBe((await decide(pod)).reason);
  },
);
