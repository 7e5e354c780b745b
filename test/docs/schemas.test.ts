import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OUTPUTS, schemaText } from "../../docs/schemas/outputs.ts";
import { EXAMPLES, run } from "../command-line/run.ts";
import { expectOutput } from "./schemas.ts";

const CLUSTER = ["--cluster", join(EXAMPLES, "cluster.yaml")];
const names = Object.keys(OUTPUTS) as (keyof typeof OUTPUTS)[];

test.each(names)("the JSON Schema of %s is current: npm run schemas", (name) => {
  const file = new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(schemaText(name)));
});

/** The schemas of a cluster's output are checked in test/real/control-plane/commands. */
describe("real output", () => {
  test.each<[keyof typeof OUTPUTS, readonly string[]]>([
    [
      "explain",
      ["explain", "-f", join(EXAMPLES, "graph.yaml"), join(EXAMPLES, "worker.yaml"), ...CLUSTER, "-o", "json"],
    ],
    ["explain", ["explain", "-f", join(EXAMPLES, "worker.yaml"), "-o", "json"]],
    ["explain", ["inject", "-q", "-f", join(EXAMPLES, "worker.yaml"), ...CLUSTER, "-o", "patch"]],
    ["check-manifests", ["check", "-f", EXAMPLES, ...CLUSTER, "-o", "json"]],
  ])("is as the schema %s says: %j", async (name, args) => {
    const { out, err } = await run(args);
    expect(err).toBe("");
    expectOutput(name, out);
  });
});

test("what the schema does not have is refused", () => {
  expect(() => expectOutput("check-manifests", '{"isHealthy": true, "pods": [], "more": 1}')).toThrow();
});
