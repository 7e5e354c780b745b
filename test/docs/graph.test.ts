import { readFileSync } from "node:fs";
import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { GRAPH_REASONS } from "../../src/graph/graph-mutation.ts";
import { mutateGraph } from "../../src/graph/mutate-graph.ts";
import { GRAPH_PROBLEMS } from "../../src/graph/reconcile/graph-problems.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { refusalsOf } from "../graph/dynamo-rules.ts";

const page = readFileSync(new URL("../../docs/graph.md", import.meta.url), "utf8");
const graphs = [...page.matchAll(/^```yaml\n(apiVersion[\s\S]*?)^```$/gm)].map(
  ([, text = ""]) => parse(text) as object,
);

/** The graph as the API server stores it after the webhook's change. */
function stored(object: object): JsonObject {
  const { operations } = mutateGraph({ namespace: "inference", object, oldObject: null }, () => true);
  return jsonPatch.applyPatch(structuredClone(object), structuredClone(operations) as jsonPatch.Operation[])
    .newDocument as JsonObject;
}

describe("docs/graph.md", () => {
  test("shows graphs that Dynamo's operator takes", () => {
    expect(graphs.length).toBeGreaterThan(1);
    for (const object of graphs) expect(refusalsOf(stored(object))).toEqual([]);
  });

  test("lists each reason, in their order, with what it means", () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|$/gm)].map(([, reason, sentence]) => [reason, sentence]);

    expect(rows.slice(GRAPH_PROBLEMS.length)).toEqual(Object.entries(GRAPH_REASONS));
  });

  test("shows graphs of which a ModelExpress is made, without a doubt but what it says of the type", () => {
    const decided = graphs.map((object) =>
      mutateGraph({ namespace: "inference", object, oldObject: null }, () => true),
    );

    expect(decided.map(({ reason }) => reason)).toEqual(["Declared", "ComponentMoved"]);
    expect(decided.flatMap(({ warnings }) => warnings)).toEqual([
      "services.ModelExpress is taken out of the graph and deployed as the ModelExpress vllm-agg-modelexpress for every dynamo namespace",
    ]);
  });
});
