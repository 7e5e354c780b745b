import jsonPatch from "fast-json-patch";
import { describe, expect, it, test } from "vitest";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import { isWarned } from "../../src/injection/reason.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { readAdmitted } from "../../src/pod-outcome/admitted.ts";
import { describeUnmetRequest } from "../../src/pod-outcome/unmet-request.ts";
import { judgePod } from "../../src/pods/judge-pod.ts";
import { type GoldenCase, goldenCases } from "../injection/golden-case.ts";

const cases = goldenCases();
const decide = (golden: GoldenCase, object: unknown) =>
  mutatePod({ ...golden.request, object }, golden.directory, golden.settings);

describe("a pod as the webhook left it", () => {
  const injected = cases.filter(({ patch }) => patch.length > 0);

  test.each(injected)("$name has no problem that its admission did not warn of", (golden) => {
    const pod = structuredClone(golden.pod);
    const { decision, operations } = decide(golden, golden.pod);
    const stored = jsonPatch.applyPatch(pod, structuredClone(operations) as never).newDocument as JsonObject;

    const { outcome, problems } = judgePod(stored, decide(golden, stored));

    expect(outcome).toBe("injected");
    const warned = decision.warnings.map(({ code }) => code);
    for (const { reason } of problems) expect(warned).toContain(reason);
  });

  it("keeps most of its warnings as problems", () => {
    const warned = injected.filter(({ expectation }) => expectation.warnings !== undefined);
    const kept = warned.filter((golden) => {
      const { operations } = decide(golden, golden.pod);
      const stored = jsonPatch.applyPatch(
        structuredClone(golden.pod),
        structuredClone(operations) as never,
      ).newDocument;
      return judgePod(stored as JsonObject, decide(golden, stored)).problems.length > 0;
    });
    expect(warned.length).toBeGreaterThan(20);
    expect(kept.length / warned.length).toBeGreaterThan(0.9);
  });
});

describe("a pod that the webhook did not change", () => {
  const untouched = cases.filter(({ pod }) => readAdmitted(pod) === undefined);

  test.each(untouched)("$name is missed, without, or left alone, as it would be decided", (golden) => {
    const { reason, decision } = decide(golden, golden.pod);
    const { outcome, problems } = judgePod(golden.pod, decide(golden, golden.pod));

    const reasons = problems.map((problem) => problem.reason);
    if (outcome === "missed") expect([decision.outcome, reasons]).toEqual(["inject", ["PodMissed"]]);
    else if (outcome === "without") {
      const isUnmet = describeUnmetRequest(golden.pod, reason) !== undefined;
      expect([isWarned(reason) || isUnmet, reasons[0]]).toEqual([true, reason]);
    } else if (outcome === "left-alone") expect([isWarned(reason), reasons]).toEqual([false, []]);
    else expect(reason).toBe("AlreadyInjected");
  });
});
