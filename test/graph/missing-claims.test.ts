import { expect, test } from "vitest";
import type { GraphMutation } from "../../src/graph/graph-mutation.ts";
import { warnOfMissingClaims } from "../../src/graph/missing-claims.ts";

const MUTATION: GraphMutation = { reason: "NotDeclared", operations: [], warnings: ["first"] };

async function warningsOf(pvcs: unknown, existing: readonly string[] = []) {
  const object = { apiVersion: "nvidia.com/v1alpha1", kind: "DynamoGraphDeployment", spec: { pvcs } };
  const request = { namespace: "serving", object, oldObject: undefined };
  const asked: string[] = [];
  const { warnings } = await warnOfMissingClaims(request, MUTATION, async (namespace, name) => {
    asked.push(`${namespace}/${name}`);
    return existing.includes(name);
  });
  return { warnings, asked };
}

test("a claim that is not there is named, with the consequence and the way out", async () => {
  const { warnings } = await warningsOf([{ name: "model-cache", create: false }]);
  expect(warnings).toEqual([
    "first",
    `spec.pvcs names claim "model-cache", which is not in namespace serving: until it is, Dynamo's operator makes no pods of this graph; create it, or write create: true with a size`,
  ]);
});

test("one that is there is not, nor one that the operator creates", async () => {
  const pvcs = [{ name: "there" }, { name: "made", create: true, size: "1Gi" }];
  expect(await warningsOf(pvcs, ["there"])).toEqual({ warnings: ["first"], asked: ["serving/there"] });
});

test("of many, eight are looked up", async () => {
  const pvcs = Array.from({ length: 30 }, (_, index) => ({ name: `claim-${index}` }));
  expect((await warningsOf(pvcs)).asked).toHaveLength(8);
});

test.each([[undefined], ["text"], [[1, null, { name: 7 }]], [{}]])("claims %j are none", async (pvcs) => {
  expect(await warningsOf(pvcs)).toEqual({ warnings: ["first"], asked: [] });
});
