import { expect, it } from "vitest";
import { EventBudget } from "../../src/pods/reconcile/event-budget.ts";

const options = { all: { burst: 10, perSecond: 2 }, each: { burst: 4, perSecond: 1 } };
const taken = (budget: EventBudget, namespace: string, now: number) =>
  Array.from({ length: 50 }, () => budget.take(namespace, now)).filter(Boolean).length;

it("grants a namespace its share at once, and leaves the rest to others", () => {
  const budget = new EventBudget(options, 0);
  expect(["a", "b", "c"].map((namespace) => taken(budget, namespace, 0))).toEqual([4, 4, 2]);
});

it("grants a namespace its rate in the long run, and all namespaces theirs", () => {
  const budget = new EventBudget(options, 0);
  for (const namespace of ["a", "b", "c"]) taken(budget, namespace, 0);
  const seconds = Array.from({ length: 10 }, (_, index) => (index + 1) * 1000);
  expect(seconds.map((now) => taken(budget, "a", now))).toEqual(seconds.map(() => 1));
  const later = seconds.map((now) => now + 60_000);
  const sums = later.map((now) => ["a", "b", "c"].reduce((sum, each) => sum + taken(budget, each, now), 0));
  expect(sums).toEqual([10, ...later.slice(1).map(() => 2)]);
});
