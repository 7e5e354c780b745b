import { describe, expect, test } from "vitest";
import { REASONS } from "../../src/injection/reason.ts";
import { WARNINGS } from "../../src/injection/warning.ts";
import { goldenCases, mutateGolden } from "./golden-case.ts";

const cases = goldenCases();

describe("golden", () => {
  test.each(cases)("$name", (golden) => {
    const { expectation, patch } = golden;
    const actual = mutateGolden(golden);
    const { reason, warnings } = actual;
    expect({ reason, warnings }).toEqual({ reason: expectation.reason, warnings: expectation.warnings ?? [] });
    expect(actual.patch).toEqual(patch);
  });

  /** They depend on the request or the surrounding process, or need pods too large for the folder. */
  const OUTSIDE = new Set(["NotAPodCreation", "TooLarge", "Overloaded", "DeadlineExceeded", "InternalError"]);

  test.each(Object.keys(REASONS).filter((reason) => !OUTSIDE.has(reason)))("reason %s has a golden", (reason) => {
    expect(cases.map(({ expectation }) => expectation.reason)).toContain(reason);
  });

  test.each(Object.keys(WARNINGS))("warning %s has a golden", (code) => {
    expect(cases.flatMap(({ expectation }) => expectation.warnings ?? [])).toContain(code);
  });
});
