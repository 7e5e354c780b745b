import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/configuration/config.ts";
import { toSettings } from "../../../src/configuration/to-settings.ts";
import { GraphModelReader } from "../../../src/graph/reconcile/graph-model-reader.ts";
import { listGraphModels } from "../../../src/graph/reconcile/graph-models.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";

const configured = toSettings(loadConfig(undefined, {}), "<pull.sh>");
const settings = { ...configured, pull: { ...configured.pull, image: "modelexpress-server:0.7.0" } };

interface Worker {
  readonly type?: string;
  readonly args?: readonly string[];
  readonly annotations?: JsonObject;
  readonly env?: readonly JsonObject[];
  readonly multinode?: JsonObject;
}

function component(name: string, { type = "worker", args = [], annotations = {}, env = [], multinode }: Worker) {
  const main = { name: "main", image: "nvcr.io/x:1.0.0", command: ["python3", "-m", "dynamo.vllm"], args, env };
  const podTemplate = { metadata: { annotations }, spec: { containers: [main] } };
  return { name, type, replicas: 2, podTemplate, ...(multinode === undefined ? {} : { multinode }) };
}

function graphOf(...components: readonly object[]): JsonObject {
  const metadata = { name: "agg", namespace: "inference", uid: "u" };
  return {
    apiVersion: "nvidia.com/v1beta1",
    kind: "DynamoGraphDeployment",
    metadata,
    spec: { components },
  } as JsonObject;
}

const list = (...components: readonly object[]): Promise<readonly string[]> =>
  listGraphModels(graphOf(...components), "inference", settings);

describe("the models of a graph", () => {
  test("are those that its pods would pull: each once, in order, with revisions", async () => {
    const models = await list(
      component("Frontend", { type: "frontend", args: [] }),
      component("decode", { type: "decode", args: ["--model", "org/b", "--revision", "v1"] }),
      component("prefill", { type: "prefill", args: ["--model", "org/b", "--revision", "v1"] }),
      component("draft", { args: ["--model", "org/a", "--speculative-config", '{"model":"org/draft"}'] }),
    );
    expect(models).toEqual(["org/a", "org/b@v1", "org/draft"]);
  });

  test("do not depend on the number of nodes", async () => {
    expect(await list(component("big", { args: ["--model", "org/big"], multinode: { nodeCount: 2 } }))).toEqual([
      "org/big",
    ]);
  });

  test("count the pods' annotations, and variables that are known", async () => {
    expect(
      await list(
        component("a", { args: ["--model", "$(M)"], env: [{ name: "M", value: "org/m" }] }),
        component("b", {
          args: ["--model", "org/not"],
          annotations: { "modelexpress.nvidia.com/models": "org/listed" },
        }),
      ),
    ).toEqual(["org/listed", "org/m"]);
  });

  test.each([
    ["a path", { args: ["--model", "/models/local"] }],
    ["a URI", { args: ["--model", "org/m"], annotations: { "modelexpress.nvidia.com/models": "s3://bucket/m" } }],
    ["what is known only at run time", { args: ["--model", "$MODEL"] }],
    [
      "a pod with another address",
      { args: ["--model", "org/m"], annotations: { "modelexpress.nvidia.com/url": "http://other:8001" } },
    ],
    ["a pod that is switched off", { args: ["--model", "org/m"], annotations: { "modelexpress.nvidia.com/url": "" } }],
  ])("leave out %s", async (_, worker) => {
    expect(await list(component("worker", worker))).toEqual([]);
  });

  test("are none for anything that is not a graph", async () => {
    for (const spec of [undefined, [], "x", { components: [1, {}] }, { services: { a: 1 } }]) {
      expect(await listGraphModels({ metadata: { name: "g" }, spec } as unknown as JsonObject, "ns", settings)).toEqual(
        [],
      );
    }
  });
});

describe("a graph of a hostile tenant", () => {
  test("is not read if it is too large", async () => {
    const filler = component("filler", { env: [{ name: "X", value: "x".repeat(600_000) }] });
    expect(await list(component("worker", { args: ["--model", "org/m"] }), filler)).toEqual([]);
  });

  test("gets 64 pods decided, and others their turn between them", async () => {
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const names = Array.from({ length: 200 }, (_, index) => `m${String(index).padStart(3, "0")}`);
    const models = await list(...names.map((name) => component(name, { args: ["--model", `org/${name}`] })));
    isOver = true;

    expect(models).toEqual(names.slice(0, 64).map((name) => `org/${name}`));
    expect(turns).toBeGreaterThanOrEqual(60);
  });
});

describe("models: auto", () => {
  const resource = { type: { apiVersion: "nvidia.com/v1beta1", plural: "dynamographdeployments" } };
  const watched = (generation: number) => ({
    namespace: "inference",
    name: "agg",
    uid: "u",
    generation,
    isEnding: false,
    annotations: {},
  });
  const AUTO = new Map<string, JsonObject>([["ModelExpress", { pvc: { name: "models" }, models: "auto" }]]);

  test("reads a graph once per generation, and not at all for a list of models", async () => {
    const answers = ["org/a", "org/b"];
    let reads = 0;
    const get = () => {
      const model = answers[reads++] ?? "";
      return Promise.resolve(graphOf(component("worker", { args: ["--model", model] })));
    };
    const reader = new GraphModelReader({ writer: { get }, resource, settings: () => settings });
    const resolve = async (generation: number, instances = AUTO) =>
      (await reader.resolve("inference/agg", watched(generation), instances))?.get("ModelExpress");

    expect(await resolve(1)).toEqual({ pvc: { name: "models" }, models: ["org/a"] });
    expect(await resolve(1)).toEqual({ pvc: { name: "models" }, models: ["org/a"] });
    expect(reads).toBe(1);
    expect(await resolve(2)).toEqual({ pvc: { name: "models" }, models: ["org/b"] });

    const listed = new Map<string, JsonObject>([["ModelExpress", { pvc: { name: "models" }, models: ["org/x"] }]]);
    expect(await resolve(3, listed)).toEqual({ pvc: { name: "models" }, models: ["org/x"] });
    expect(reads).toBe(2);
  });

  test("leaves out revisions for an instance whose image is too old for them", async () => {
    let reads = 0;
    const get = () => {
      reads += 1;
      return Promise.resolve(graphOf(component("worker", { args: ["--model", "org/a", "--revision", "v1"] })));
    };
    const reader = new GraphModelReader({ writer: { get }, resource, settings: () => settings });
    const old = { pvc: { name: "models" }, models: "auto", image: "modelexpress-server:0.5.1" };
    const both = new Map<string, JsonObject>([...AUTO, ["Old", old]]);

    const resolved = await reader.resolve("inference/agg", watched(1), both);

    expect([...(resolved ?? [])].map(([, { models }]) => models)).toEqual([["org/a@v1"], undefined]);
    expect(reads).toBe(1);
  });

  test("leaves the field out for a graph without models", async () => {
    const get = () => Promise.resolve(graphOf(component("frontend", { type: "frontend" })));
    const reader = new GraphModelReader({ writer: { get }, resource, settings: () => settings });
    const resolved = await reader.resolve("inference/agg", watched(1), AUTO);
    expect(resolved).toEqual(new Map([["ModelExpress", { pvc: { name: "models" } }]]));
  });

  const successor = { ...graphOf(), metadata: { name: "agg", namespace: "inference", uid: "another" } };

  test.each([
    ["is not found, as while its definition changes,", undefined],
    ["has a successor of its name", successor],
  ])("does not know the models of a graph that %s, and reads it again", async (_, answer) => {
    const answers = [answer, graphOf(component("worker", { args: ["--model", "org/a"] }))];
    const writer = { get: () => Promise.resolve(answers.shift()) };
    const reader = new GraphModelReader({ writer, resource, settings: () => settings });
    const resolve = () => reader.resolve("inference/agg", watched(1), AUTO);
    expect(await resolve()).toBeUndefined();
    expect((await resolve())?.get("ModelExpress")).toEqual({ pvc: { name: "models" }, models: ["org/a"] });
  });
});
