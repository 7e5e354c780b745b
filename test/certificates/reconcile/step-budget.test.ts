import { expect, test } from "vitest";
import { StepBudget } from "../../../src/certificates/reconcile/step-budget.ts";

function taken(budget: StepBudget): number {
  let steps = 0;
  while (steps < 100 && budget.take()) steps++;
  return steps;
}

test("allows twenty steps at once, then one every ten seconds, and never more than twenty", () => {
  let uptime = 0;
  const budget = new StepBudget(() => uptime);
  expect(taken(budget)).toBe(20);
  uptime = 9999;
  expect(taken(budget)).toBe(0);
  uptime = 25_000;
  expect(taken(budget)).toBe(2);
  uptime = 30_000;
  expect(taken(budget)).toBe(1);
  uptime = 3_600_000;
  expect(taken(budget)).toBe(20);
});
