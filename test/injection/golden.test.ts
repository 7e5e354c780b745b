import { describe, expect, test } from "vitest";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import { REASONS } from "../../src/injection/reason.ts";
import { WARNINGS } from "../../src/injection/warning.ts";
import { goldenCases } from "./golden-case.ts";

const cases = goldenCases();

describe("golden", () => {
  test.each(cases)("$name", ({ request, directory, settings, reason, warnings, patch }) => {
    const mutation = mutatePod(request, directory, settings);
    const codes = mutation.decision.warnings.map(({ code }) => code);
    expect({ reason: mutation.reason, warnings: codes }).toEqual({ reason, warnings });
    expect(mutation.operations).toEqual(patch);
  });

  /** They are no outcome of a decision: they come from the request or from the process around it. */
  const OUTSIDE = new Set(["NotAPodCreation", "Overloaded", "DeadlineExceeded", "InternalError"]);

  test.each(Object.keys(REASONS).filter((reason) => !OUTSIDE.has(reason)))("reason %s has a golden", (reason) => {
    expect(cases.map((one) => one.reason)).toContain(reason);
  });

  test.each(Object.keys(WARNINGS))("warning %s has a golden", (code) => {
    expect(cases.flatMap(({ warnings }) => warnings)).toContain(code);
  });
});
