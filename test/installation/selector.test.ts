import { expect, it } from "vitest";
import { selects } from "../../src/kubernetes/label-selector.ts";

const labels = { app: "x", tier: "gpu" };

it.each([
  ["an empty one", {}, true],
  ["equal labels", { matchLabels: { app: "x" } }, true],
  ["another value", { matchLabels: { app: "y" } }, false],
  ["In", { matchExpressions: [{ key: "tier", operator: "In", values: ["gpu", "cpu"] }] }, true],
  ["In, of a label that is absent", { matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }] }, false],
  ["NotIn", { matchExpressions: [{ key: "tier", operator: "NotIn", values: ["gpu"] }] }, false],
  ["NotIn, of a label that is absent", { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["a"] }] }, true],
  ["Exists", { matchExpressions: [{ key: "tier", operator: "Exists" }] }, true],
  ["DoesNotExist", { matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] }, false],
  ["all of its parts", { matchLabels: { app: "x" }, matchExpressions: [{ key: "zone", operator: "Exists" }] }, false],
])("a label selector selects as the API server does: %s", (_, selector, expected) => {
  expect(selects(selector, labels)).toBe(expected);
});
