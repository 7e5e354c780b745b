import { connect as connectTls } from "node:tls";
import jsonPatch from "fast-json-patch";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { type Answer, examplePod, operationsOf, review, startServer, type TestServer } from "./harness.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function ask(body: unknown, path = "/mutate?timeout=10s"): Promise<{ status: number; answer: Answer }> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const post = request(server.url).post(path).ca(server.ca).set("content-type", "application/json");
  const response = await post.send(text);
  return { status: response.status, answer: (response.body as { response: Answer }).response };
}

describe("POST /mutate over HTTPS", () => {
  test("answers a Dynamo worker's review with a JSON patch and the request's uid", async () => {
    const { status, answer } = await ask(review());
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
      allowed: true,
      patchType: "JSONPatch",
      auditAnnotations: { reason: "SharedPull" },
    });
    expect(answer.warnings).toBeUndefined();
    const { newDocument } = jsonPatch.applyPatch(examplePod(), operationsOf(answer) as jsonPatch.Operation[]);
    expect(newDocument).toHaveProperty("spec.initContainers.0.name", "model-express-pull");
  });

  test("answers a pod that is not ours without a patch", async () => {
    const { answer } = await ask(review({ object: { metadata: {}, spec: { containers: [{ name: "a" }] } } }));
    expect(answer).toEqual({
      uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
      allowed: true,
      auditAnnotations: { reason: "NotDynamo" },
    });
  });

  test("decides in the request's namespace, not in the object's", async () => {
    const { answer } = await ask(review({ namespace: "elsewhere" }));
    expect(answer.auditAnnotations.reason).toBe("NoModelExpress");
  });

  test("answers a dry run as it answers any other request", async () => {
    const [real, dry] = [await ask(review({ dryRun: false })), await ask(review({ dryRun: true }))];
    expect(dry.answer).toEqual(real.answer);
  });

  test("warns a client in short lines, three at most, without control characters", async () => {
    const pod = examplePod() as { metadata: { annotations?: object }; spec: { containers: { args: string[] }[] } };
    const typos = ["a", "b", "c", "d"].map((key) => [`modelexpress.nvidia.com/${key}\u0007${"x".repeat(300)}`, "v"]);
    pod.metadata.annotations = Object.fromEntries(typos) as object;
    const { answer } = await ask(review({ object: pod as unknown as JsonObject }));
    expect(answer.warnings).toHaveLength(3);
    expect(answer.warnings?.at(-1)).toBe("Model Express: and 2 more warnings");
    for (const warning of answer.warnings ?? []) {
      expect(warning.length).toBeLessThanOrEqual(480);
      expect(warning).not.toMatch(/\p{Cc}/u);
    }
  });

  test("logs no control character of a pod, not even escaped", async () => {
    const example = examplePod() as { metadata: object; spec: { containers: object[] } };
    const env = [{ name: "DYN_NAMESPACE", value: "a\u001b[31mb\u0000\u2028\ud800" }];
    const containers = example.spec.containers.map((container) => ({ ...container, env }));
    const metadata = { ...example.metadata, generateName: "p\u009b31m\u202e" };
    const pod = { ...example, metadata, spec: { containers } };
    const before = server.lines.length;
    await ask(review({ object: pod as unknown as JsonObject, namespace: "n\r\nx", uid: "u\u0007" }));
    const [line] = server.lines.slice(before);
    expect(line).toMatchObject({ dynamoNamespace: "a [31mb \ufffd", namespace: "n x", uid: "u " });
    expect(JSON.stringify(line)).not.toMatch(/\\u00|[\p{Cc}\p{Cs}\u2028\u202e]/u);
  });

  test.each([
    ["an UPDATE", { operation: "UPDATE" }],
    ["a subresource", { subResource: "ephemeralcontainers" }],
    ["another kind", { kind: { group: "apps", version: "v1", kind: "Deployment" } }],
  ])("admits %s unchanged", async (_name, change) => {
    const { answer } = await ask(review(change));
    expect(answer).toMatchObject({ allowed: true, auditAnnotations: { reason: "NotAPodCreation" } });
    expect(answer.patch).toBeUndefined();
  });

  test("logs one line per decision, with its reason, and no value of the pod's environment", async () => {
    const pod = examplePod() as { spec: { containers: { env: object[] }[] } };
    pod.spec.containers[0]?.env.push({ name: "HF_TOKEN", value: "hf_secret" });
    const before = server.lines.length;
    await ask(review({ uid: "one-line", object: pod as unknown as JsonObject }));
    const lines = server.lines.slice(before);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ reason: "SharedPull", namespace: "inference", uid: "one-line", mode: "shared" });
    expect(JSON.stringify(lines)).not.toContain("hf_secret");
  });

  test("counts decisions by reason", async () => {
    const count = async (): Promise<number> => {
      const text = await server.metrics.registry.metrics();
      return Number(/^model_express_injector_decisions_total\{.*reason="SharedPull"\} (\d+)$/m.exec(text)?.[1]);
    };
    const before = await count();
    await ask(review());
    expect(await count()).toBe(before + 1);
  });
});

describe("on internal errors", () => {
  test("an internal error admits the pod unchanged, loudly", async () => {
    const broken = await startServer({
      mutate: () => {
        throw new Error("a bug");
      },
    });
    const post = request(broken.url).post("/mutate").ca(broken.ca).set("content-type", "application/json");
    const { body } = await post.send(JSON.stringify(review()));
    expect(body).toMatchObject({ response: { allowed: true, auditAnnotations: { reason: "InternalError" } } });
    expect(body).toHaveProperty("response.warnings.0", expect.stringContaining("InternalError"));
    expect(broken.lines.at(-1)).toMatchObject({ level: 50, reason: "InternalError", err: { message: "a bug" } });
    await broken.close();
  });

  test("a decision that hangs is abandoned before the caller's deadline", async () => {
    const hanging = await startServer({ mutate: () => new Promise(() => {}) });
    const post = request(hanging.url).post("/mutate?timeout=1s").ca(hanging.ca).set("content-type", "application/json");
    const { body } = await post.send(JSON.stringify(review()));
    expect(body).toMatchObject({ response: { allowed: true, auditAnnotations: { reason: "DeadlineExceeded" } } });
    await hanging.close();
  });
});

describe("hostile input", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const container = { name: "main", image: "x" };

  test.each([
    ["no JSON", "not json", 400],
    ["an empty body", "", 400],
    ["null", "null", 400],
    ["a list", "[]", 400],
    ["another version", review({}, { apiVersion: "admission.k8s.io/v1beta1" }), 400],
    ["another kind", review({}, { kind: "Pod" }), 400],
    ["no request", { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" }, 400],
    ["a null request", review({}, { request: null }), 400],
    ["a request without uid", review({ uid: "" }), 400],
    ["deep nesting", deep, 413],
  ])("is refused with a status and a sentence: %s", async (_name, body, status) => {
    const response = await request(server.url)
      .post("/mutate")
      .ca(server.ca)
      .set("content-type", "application/json")
      .send(typeof body === "string" ? body : JSON.stringify(body));
    expect(response.status).toBe(status);
    expect((response.body as { error: string }).error).toMatch(/\w+ \w+/);
  });

  test.each([
    ["a missing object", review({ object: undefined as unknown as null })],
    ["a null object", review({ object: null })],
    ["an object without spec", review({ object: { metadata: {} } })],
    ["a null spec", review({ object: { metadata: {}, spec: null } })],
    ["containers that are a string", review({ object: pod("main") })],
    ["null containers", review({ object: pod(null) })],
    ["a null container", review({ object: pod([null]) })],
    ["a container that is a string", review({ object: pod(["main"]) })],
    ["an unnamed container", review({ object: pod([{ image: "x" }]) })],
    ["duplicated containers", review({ object: pod([container, container]) })],
    ["labels that are a list", review({ object: { metadata: { labels: [] }, spec: { containers: [container] } } })],
    ["env that is an object", review({ object: pod([{ ...container, env: {} }]) })],
    ["env entries that are numbers", review({ object: pod([{ ...container, env: [1] }]) })],
  ])("is admitted: %s", async (_name, body) => {
    const { status, answer } = await ask(body);
    expect({ status, allowed: answer.allowed }).toEqual({ status: 200, allowed: true });
  });

  test("keys named __proto__ change nothing", async () => {
    const text = JSON.stringify(review()).replace('"labels":{', '"labels":{"__proto__":"x","constructor":"y",');
    const { answer } = await ask(text);
    expect(answer.auditAnnotations.reason).toBe("SharedPull");
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  test("an object nested 50,000 deep inside the pod is admitted unread", async () => {
    const nested = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    const { answer } = await ask(
      JSON.stringify(review()).replace('"labels":{', `"ownerReferences":${nested},"labels":{`),
    );
    expect(answer.auditAnnotations.reason).toBe("TooLarge");
    expect(answer.warnings).toEqual([expect.stringContaining("deeper than 64 levels")]);
  });

  test("a pod of 3 MB is injected", async () => {
    const big = examplePod() as { metadata: { annotations: object } };
    big.metadata.annotations = { big: "x".repeat(3_000_000) };
    const { answer } = await ask(review({ object: big as unknown as JsonObject }));
    expect(answer.auditAnnotations.reason).toBe("SharedPull");
  });

  test("10,000 env entries that double each other are injected", async () => {
    const env = Array.from({ length: 10_000 }, (_, i) => ({ name: `V${i}`, value: `$(V${i - 1})$(V${i - 1})x` }));
    const command = ["sh", "-c", "vllm serve org/model $V9999 $V9998"];
    const labels = { "nvidia.com/dynamo-namespace": "inference-vllm-agg" };
    const object = { metadata: { labels }, spec: { containers: [{ ...container, env, command }] } };
    const { answer } = await ask(review({ object }));
    expect(answer.auditAnnotations.reason).toBe("SharedPull");
  });

  test("a body over 3 MiB without a uid is refused with 413, another content type with 415", async () => {
    const post = () => request(server.url).post("/mutate").ca(server.ca);
    expect(
      (
        await post()
          .set("content-type", "application/json")
          .send("x".repeat(3 * 1024 * 1024 + 1))
      ).status,
    ).toBe(413);
    expect((await post().set("content-type", "application/yaml").send("kind: x")).status).toBe(415);
  });

  test("a body that never ends is cut off, while others are answered", async () => {
    const patient = await startServer({ requestTimeout: 300 });
    const socket = connectTls({ host: "127.0.0.1", port: patient.port, ca: patient.ca, servername: "localhost" });
    socket.on("error", () => {}).resume();
    socket.write("POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{");
    const ended = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    const post = request(patient.url).post("/mutate").ca(patient.ca).set("content-type", "application/json");
    expect((await post.send(JSON.stringify(review()))).status).toBe(200);
    await ended;
    await patient.close();
  });

  test("the server survives all of this with bounded memory", async () => {
    const big = JSON.stringify(review({ object: pod([{ ...container, args: ["x".repeat(5_000_000)] }]) }));
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 20; i += 1) await ask(big);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(1024 ** 3);
    expect((await ask(review())).answer.auditAnnotations.reason).toBe("SharedPull");
  });
});

function pod(containers: unknown): JsonObject {
  const metadata = { labels: { "nvidia.com/dynamo-namespace": "inference-vllm-agg" } };
  return { metadata, spec: { containers } } as unknown as JsonObject;
}
