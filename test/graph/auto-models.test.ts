import { describe, expect, test } from "vitest";
import { resolveModels } from "../../src/graph/auto-models.ts";
import { buildInstance } from "../../src/graph/instance-object.ts";
import { checkInstance, checkLoneInstance } from "../../src/graph/instance-spec.ts";

const graph = { namespace: "inference", name: "agg" };
const pvc = { name: "models" };

describe("models: auto", () => {
  test("is valid in a graph's declaration, as a list is, and nothing else", () => {
    expect(checkInstance(graph, "ModelExpress", { pvc, models: "auto" })).toBeUndefined();
    expect(checkInstance(graph, "ModelExpress", { pvc, models: ["org/a"] })).toBeUndefined();
    for (const models of ["autoo", "org/a", 1, { auto: true }]) {
      expect(checkInstance(graph, "ModelExpress", { pvc, models })).toBe(
        "ModelExpress.models: expected a list such as [org/name], or in a graph auto: the models that its components name",
      );
    }
    expect(checkInstance(graph, "ModelExpress", { pvc, models: ["auto", "../x"] })).toMatch(
      /^ModelExpress\.models\.1: /,
    );
  });

  test("does not hide what else is wrong", () => {
    expect(checkInstance(graph, "ModelExpress", { models: "auto" })).toMatch(/^ModelExpress: names no claim/);
  });

  test("needs a graph", () => {
    const problem = checkLoneInstance("ModelExpress", { pvc, dynamoNamespace: "global", models: "auto" });
    expect(problem).toBe("ModelExpress.models: auto needs a graph; list the models");
  });

  test("never reaches an object", () => {
    const owner = { ...graph, uid: "u", apiVersion: "nvidia.com/v1beta1" };
    expect(buildInstance(owner, "ModelExpress", { pvc, models: "auto" })["spec"]).toEqual({
      dynamoNamespace: "inference-agg",
      pvc,
    });
    expect(resolveModels({ pvc, models: "auto" }, ["org/a"])).toEqual({ pvc, models: ["org/a"] });
    expect(resolveModels({ pvc, models: ["org/own"] }, ["org/a"])).toEqual({ pvc, models: ["org/own"] });
  });
});
