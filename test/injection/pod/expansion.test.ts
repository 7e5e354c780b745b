import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import { describe, expect, test } from "vitest";
import { expandReferences } from "../../../src/injection/pod/environment.ts";
import { ExpansionBudget } from "../../../src/injection/pod/expansion-budget.ts";

const variables = new Map([
  ["A", "a"],
  ["EMPTY", ""],
]);

function expand(text: string, budget = new ExpansionBudget()): string {
  return expandReferences(text, variables, budget);
}

describe("references in a text", () => {
  test.each([
    ["x$(A)y", "xay"],
    ["$$(A)", "$(A)"],
    ["$A $(A", "$A $(A"],
    ["$(EMPTY)$(B)", UNKNOWN],
    ["$(A)$(B)$(A)", `a${UNKNOWN}a`],
  ])("are expanded as Kubernetes does: %j", (text, expanded) => {
    expect(expand(text)).toBe(expanded);
  });

  test.each(["$(A)", "$$", "$(EMPTY)", "$(B)"])("are read until the budget is spent: %s", (reference) => {
    const budget = new ExpansionBudget();
    const expanded = expand(reference.repeat(700_000), budget);
    expect(expanded.length).toBeLessThan(100_000);
    expect(expanded.endsWith(UNKNOWN)).toBe(true);
    expect(expand("$(A)", budget)).toBe(UNKNOWN);
  });
});
