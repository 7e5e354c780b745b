import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { graphWith } from "../graph/graphs.ts";
import { type Answer, operationsOf, startServer, type TestServer } from "./harness.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function ask(body: unknown, to = server): Promise<{ status: number; answer: Answer; error?: string }> {
  const post = request(to.url).post("/mutate-graph?timeout=10s").ca(to.ca).set("content-type", "application/json");
  const response = await post.send(typeof body === "string" ? body : JSON.stringify(body));
  const { response: answer, error } = response.body as { response: Answer; error: string };
  return { status: response.status, answer, error };
}

const SERVICE = "ModelExpress: {componentType: ModelExpress, dynamoNamespace: global, pvc: {name: cache}}";

function review(request: JsonObject = {}): JsonObject {
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid: "7f0b2891-916f-4ed6-b7cd-27bff1815a8c",
      kind: { group: "nvidia.com", version: "v1alpha1", kind: "DynamoGraphDeployment" },
      operation: "CREATE",
      namespace: "inference",
      name: "vllm-agg",
      object: graphWith(SERVICE),
      oldObject: null,
      ...request,
    },
  };
}

describe("POST /mutate-graph over HTTPS", () => {
  test("warns without control, line and direction characters of the graph", async () => {
    const name = JSON.stringify("a\u001b[31mb\u009b\u2028c\u202ed\ud800");
    const annotations = { "modelexpress.nvidia.com/instances": `${name}: {pvc: {name: cache}}` };
    const ofGraph = { apiVersion: "nvidia.com/v1alpha1", kind: "DynamoGraphDeployment", spec: { services: {} } };
    const { answer } = await ask(review({ object: { ...ofGraph, metadata: { name: "g", annotations } } }));
    expect(answer.warnings).toHaveLength(1);
    expect(answer.warnings?.[0]).toContain("a [31mb c d");
    expect(answer.warnings?.[0]).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u202e]/u);
  });

  test("answers with a JSON patch, a sentence for the user, and the reason", async () => {
    const { status, answer } = await ask(review());

    expect(status).toBe(200);
    expect(answer).toMatchObject({
      uid: "7f0b2891-916f-4ed6-b7cd-27bff1815a8c",
      allowed: true,
      patchType: "JSONPatch",
      auditAnnotations: { reason: "ComponentMoved" },
      warnings: [expect.stringMatching(/^Model Express: services\.ModelExpress is taken out of the graph/)],
    });
    expect(operationsOf(answer)).toEqual([
      { op: "remove", path: "/spec/services/ModelExpress" },
      {
        op: "add",
        path: "/metadata/annotations",
        value: {
          "modelexpress.nvidia.com/moved-services":
            '{"ModelExpress":{"dynamoNamespace":"global","pvc":{"name":"cache"}}}',
        },
      },
    ]);
  });

  test("answers a dry run as it answers any other request", async () => {
    expect((await ask(review({ dryRun: true }))).answer).toEqual((await ask(review())).answer);
  });

  test("logs one line, and counts the graph by its reason", async () => {
    const before = server.lines.length;

    await ask(review({ uid: "counted", object: graphWith("") }));

    expect(server.lines.slice(before)).toEqual([
      expect.objectContaining({ reason: "NotDeclared", namespace: "inference", graph: "vllm-agg", uid: "counted" }),
    ]);
    expect(await server.metrics.registry.metrics()).toContain(
      'model_express_injector_graphs_total{reason="NotDeclared"} 1',
    );
  });

  test.each([
    ["a pod", { kind: { group: "", version: "v1", kind: "Pod" } }],
    ["a DELETE", { operation: "DELETE" }],
    ["a subresource", { subResource: "status" }],
  ])("admits %s unchanged", async (_what, change) => {
    const { answer } = await ask(review(change));

    expect(answer).toMatchObject({ allowed: true, auditAnnotations: { reason: "NotAGraph" } });
    expect(answer.patch).toBeUndefined();
  });

  test.each([
    ["no JSON", "graph"],
    ["no review", { kind: "DynamoGraphDeployment" }],
  ])("refuses %s", async (_what, body) => {
    const { status, error } = await ask(body);

    expect(status).toBe(400);
    expect(error).toMatch(/\w+ \w+/);
  });

  test("admits a graph unchanged after an internal error, loudly", async () => {
    const broken = await startServer({
      mutateGraph: () => {
        throw new Error("a bug");
      },
    });

    const { answer } = await ask(review(), broken);

    expect(answer).toMatchObject({
      allowed: true,
      auditAnnotations: { reason: "InternalError" },
      warnings: [expect.stringContaining("InternalError")],
    });
    expect(answer.patch).toBeUndefined();
    expect(broken.lines.at(-1)).toMatchObject({ level: 50, err: { message: "a bug" } });
    await broken.close();
  });
});
