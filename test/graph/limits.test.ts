import { describe, expect, test } from "vitest";
import { readDeclaredInstances } from "../../src/graph/declared-instances.ts";
import { mutateGraph } from "../../src/graph/mutate-graph.ts";
import { LIMITS } from "../../src/kubernetes/limits.ts";
import { INSTANCES_ANNOTATION } from "../../src/model-express/keys.ts";

const GRAPH = { namespace: "evil", name: "g" };

function problemOf(text: string): string | undefined {
  const declared = readDeclaredInstances(GRAPH, { [INSTANCES_ANNOTATION]: text });
  return "problem" in declared ? declared.problem : undefined;
}

function aliased(count: number): string {
  const others = Array.from({ length: count - 1 }, (_, index) => `b${index}: *a\n`);
  return `a: &a {pvc: {name: c, create: true, size: 1Gi}}\n${others.join("")}`;
}

describe("the declaration of a graph", () => {
  test("is at most 16 instances, also by aliases", () => {
    expect(problemOf(aliased(16))).toBeUndefined();
    expect(problemOf(aliased(17))).toContain("declares 17 ModelExpress; a graph may have at most 16");
    expect(problemOf(aliased(1000))).toContain("declares 1000 ModelExpress; a graph may have at most 16");
  });

  test("is not parsed when it is longer than 32 KB", () => {
    expect(problemOf(aliased(4000))).toContain("at most 32768 are read");
    expect(problemOf(" ".repeat(200_000))).toContain("at most 32768 are read");
  });

  test.each(["}", "{}", "- a\n", "a: b\n", '""', "---\n"])("is not parsed when it has many marks: %j", (unit) => {
    expect(problemOf(unit.repeat(4097))).toContain("; at most 4096 are read");
  });

  test("cannot grow by aliases of aliases", () => {
    const levels = Array.from({ length: 12 }, (_, i) => `x${i + 1}: &x${i + 1} {a: *x${i}, b: *x${i}}`);
    const problem = problemOf(`x0: &x0 {pvc: {name: c}}\n${levels.join("\n")}\n`);
    expect(problem).toMatch(/larger than|too deep|alias|no such field/);
  });

  test.each(["[", "{a: ", "- ", "? ", "&a [", "!!seq ["])("is a user's error when deeply nested: %s", (unit) => {
    expect(problemOf(unit.repeat(LIMITS.declaration / unit.length))).toEqual(expect.any(String));
  });

  test("is at most 16 components of type ModelExpress", () => {
    const body = { componentType: "ModelExpress", pvc: { name: "c" } };
    const services = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`mx${index}`, body]));
    const object = {
      apiVersion: "nvidia.com/v1alpha1",
      kind: "DynamoGraphDeployment",
      metadata: { name: "g" },
      spec: { services },
    };
    const { reason, operations, warnings } = mutateGraph(
      { namespace: "evil", object, oldObject: undefined },
      () => true,
    );
    expect({ reason, operations }).toEqual({ reason: "InvalidDeclaration", operations: [] });
    expect(warnings).toEqual([expect.stringContaining("at most 16")]);
  });
});
