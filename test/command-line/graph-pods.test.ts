import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { EXAMPLES, run } from "./run.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graphs-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const GRAPH = `# kept as it is
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: vllm-agg, namespace: inference}
spec:
  services:
    Frontend: {componentType: frontend, extraPodSpec: {mainContainer: {image: "vllm-runtime:1.0.0"}}}
    Worker:
      componentType: worker
      replicas: 3
      extraPodSpec: {mainContainer: {image: "vllm-runtime:1.0.0", command: [python3, -m, dynamo.vllm], args: [--model, Qwen/Qwen3-0.6B]}}
`;

const DECLARED = `apiVersion: modelexpress.nvidia.com/v1alpha1
kind: ModelExpress
metadata: {name: mx, namespace: inference}
spec: {dynamoNamespace: inference-vllm-agg, pvc: {name: cache, size: 10Gi, create: true}}
`;

interface Story {
  readonly object: string;
  readonly reason: string;
  readonly models?: readonly string[];
  readonly warnings: readonly { readonly code: string }[];
  readonly derivation?: {
    readonly component: string;
    readonly count: number;
    readonly operator: string;
    readonly pod: object;
  };
  readonly search: readonly { readonly isChosen: boolean; readonly detail: string }[];
}

async function stories(...args: readonly string[]): Promise<readonly Story[]> {
  const { out } = await run(["explain", ...args, "-o", "json"]);
  return JSON.parse(out) as readonly Story[];
}

describe("the claims of spec.pvcs", () => {
  const MODEL_EXPRESS = "    ModelExpress: {componentType: ModelExpress, pvc: {name: cache}}\n";
  const withClaim = (claim: string) =>
    GRAPH.replace("  services:\n", `  pvcs: [{name: cache, ${claim}}]\n  services:\n${MODEL_EXPRESS}`);

  test.each([
    ["create: true, size: 1Gi, storageClass: nfs, volumeAccessMode: ReadWriteMany", "SharedPull", []],
    ["create: true, size: 1Gi, storageClass: fast, volumeAccessMode: ReadWriteOnce", "StreamPull", ["ClaimNotShared"]],
    ["create: false", "StreamPull", ["ClaimNotFound"]],
  ])("that the operator creates are there: %s", async (claim, reason, warnings) => {
    const [, worker] = await stories("-f", await file("claim.yaml", withClaim(claim)));
    expect(worker?.reason).toBe(reason);
    expect(worker?.warnings.map(({ code }) => code)).toEqual(warnings);
  });
});

describe("explain -f of a graph", () => {
  test("decides the pods that the operator would make, and says that they are derived", async () => {
    const [frontend, worker] = await stories(
      "-f",
      await file("graph.yaml", GRAPH),
      "--cluster",
      join(EXAMPLES, "cluster.yaml"),
    );
    expect(frontend).toMatchObject({ reason: "SharedCache", derivation: { component: "Frontend", count: 1 } });
    expect(worker).toMatchObject({
      reason: "SharedPull",
      models: ["Qwen/Qwen3-0.6B"],
      derivation: {
        component: "Worker",
        count: 3,
        operator: "1.5.0",
        pod: { spec: { containers: [{ name: "main" }] } },
      },
    });
    const { out } = await run(["explain", "-f", await file("graph.yaml", GRAPH)]);
    expect(out).toContain("derived by the rules of Dynamo's operator 1.5.0");
    expect(out).toMatch(/Worker +3 pods +NoModelExpress/);
  });

  test.each([
    ["a ModelExpress of --cluster", GRAPH, DECLARED, "inference/mx"],
    ["a ModelExpress of the same file", `${GRAPH}---\n${DECLARED}`, "", "inference/mx"],
    [
      "the graph's annotation",
      GRAPH.replace(
        "namespace: inference}",
        'namespace: inference, annotations: {modelexpress.nvidia.com/instances: "ModelExpress: {pvc: {name: cache, size: 1Gi, create: true}}"}}',
      ),
      "",
      "inference/vllm-agg-modelexpress",
    ],
    [
      "a component of type ModelExpress, which is no pod of the operator's then",
      `${GRAPH}    ModelExpress: {componentType: ModelExpress, pvc: {name: cache, size: 1Gi, create: true}}\n`,
      "",
      "inference/vllm-agg-modelexpress",
    ],
    [
      "a ModelExpress at the top level, as the proposal has it",
      `${GRAPH}ModelExpress: {pvc: {name: cache, size: 1Gi, create: true}}\n`,
      "",
      "inference/vllm-agg-modelexpress",
    ],
  ])("counts declarations: %s", async (_, graph, cluster, service) => {
    const given = cluster === "" ? [] : ["--cluster", await file("declared.yaml", cluster)];
    const told = await stories("-f", await file("declaring.yaml", graph), ...given);
    expect(told.map(({ derivation }) => derivation?.component)).toEqual(["Frontend", "Worker"]);
    for (const { reason, search } of told) {
      expect(reason).toMatch(/^Shared/);
      expect(search.find(({ isChosen }) => isChosen)?.detail).toContain(`Service ${service}`);
    }
  });

  test("an existing Service precedes the ModelExpress that makes it", async () => {
    const service = `apiVersion: v1
kind: Service
metadata: {name: mx, namespace: inference, labels: {modelexpress.nvidia.com/dynamo-namespace: inference-vllm-agg}}
spec: {ports: [{name: grpc, port: 9999}]}
`;
    const cluster = await file("both.yaml", `${service}---\n${DECLARED}`);
    const [frontend] = await stories("-f", await file("graph.yaml", GRAPH), "--cluster", cluster);
    expect(frontend?.search.find(({ isChosen }) => isChosen)?.detail).toContain(":9999");
  });

  test("says whether the namespace is opted in, by which source, and how to opt it in", async () => {
    const graph = await file("graph.yaml", GRAPH);
    const assumed = await run(["explain", "-f", graph]);
    expect(assumed.out).toContain("inference is in none of the manifests, so it is assumed to be opted in");
    const home = `apiVersion: v1\nkind: Namespace\nmetadata: {name: inference, labels: {modelexpress.nvidia.com/inject: "true"}}\n`;
    const out = await run(["explain", "-f", graph, "--cluster", await file("home.yaml", home)]);
    expect(out.out).toContain("kubectl label namespace inference modelexpress.nvidia.com/inject=enabled --overwrite");
    expect(out.out).toContain("NamespaceNotOptedIn");
  });
});

describe("inject -f of a graph", () => {
  test("keeps the graph, and adds its pods as inert templates", async () => {
    const cluster = join(EXAMPLES, "cluster.yaml");
    const { code, out, err } = await run(["inject", "-f", await file("graph.yaml", GRAPH), "--cluster", cluster]);
    expect(code).toBe(0);
    expect(out.startsWith(GRAPH)).toBe(true);
    const documents = parseAllDocuments(out).map((document) => document.toJS() as Record<string, unknown>);
    expect(documents.map(({ kind }) => kind)).toEqual(["DynamoGraphDeployment", "PodTemplate", "PodTemplate"]);
    expect(documents[2]).toMatchObject({
      metadata: { name: "vllm-agg-worker" },
      template: { spec: { initContainers: [{ name: "model-express-pull" }] } },
    });
    expect(err).toContain("DynamoGraphDeployment vllm-agg: Worker (namespace inference, 3 derived): SharedPull");
  });

  test("is idempotent", async () => {
    const cluster = join(EXAMPLES, "cluster.yaml");
    const first = await run(["inject", "-f", await file("graph.yaml", GRAPH), "--cluster", cluster, "-o", "json"]);
    const [, ...templates] = (JSON.parse(first.out) as { items: object[] }).items;
    const again = JSON.stringify({ kind: "List", apiVersion: "v1", items: templates });
    const told = await stories("-f", await file("again.json", again), "--cluster", cluster);
    expect(told.map(({ reason }) => reason)).toEqual(["AlreadyInjected", "AlreadyInjected"]);
  });

  test("shows as a diff what each pod gets", async () => {
    const cluster = join(EXAMPLES, "cluster.yaml");
    const { out } = await run(["inject", "-f", await file("graph.yaml", GRAPH), "--cluster", cluster, "-o", "diff"]);
    expect(out).toMatch(/^\+.*name: model-express-pull$/m);
    expect(out).toContain("(DynamoGraphDeployment vllm-agg: Worker)");
    expect(out).not.toMatch(/^-[^-]/m);
  });
});

describe("input without pods is an error", () => {
  test.each([
    ["an empty file", "", "there is nothing in it"],
    ["a comment", "# only a comment\n---\n", "there is nothing in it"],
    [
      "a kind that has no pods",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "it has ConfigMap a. Accepted: Pod,",
    ],
    [
      "a graph without components",
      "apiVersion: nvidia.com/v1beta1\nkind: DynamoGraphDeployment\nmetadata: {name: g}\nspec: {}\n",
      "DynamoGraphDeployment g has no component that makes pods; name them under spec.components",
    ],
    [
      "a graph of nothing but a Model Express",
      "apiVersion: nvidia.com/v1alpha1\nkind: DynamoGraphDeployment\nmetadata: {name: g}\nspec: {services: {ModelExpress: {componentType: ModelExpress, pvc: {name: c}}}}\n",
      "DynamoGraphDeployment g has no component that makes pods",
    ],
    [
      "a graph without components beside a pod",
      `${GRAPH}---\nkind: DynamoGraphDeployment\napiVersion: nvidia.com/v1beta1\nmetadata: {name: g}\n`,
      "DynamoGraphDeployment g has no component",
    ],
  ])("%s", async (_, text, message) => {
    for (const command of ["explain", "inject"]) {
      const path = await file("nothing.yaml", text);
      const { code, out, err } = await run([command, "-f", path]);
      expect({ code, out }).toEqual({ code: 3, out: "" });
      expect(err).toContain(`error: ${path}: `);
      expect(err).toContain(message);
    }
  });

  test("a chart's output, with kinds that have no pods between, is read as a whole", async () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n${GRAPH}---\n# nothing\n`;
    expect(await stories("-f", await file("chart.yaml", text))).toHaveLength(2);
  });

  test("a folder is read as by kubectl", async () => {
    const inner = await mkdtemp(join(folder, "inner-"));
    await writeFile(join(inner, "b.yaml"), GRAPH);
    await writeFile(
      join(inner, "a.json"),
      JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } }),
    );
    await writeFile(join(inner, "README.md"), "not a manifest: [");
    expect(await stories("-f", inner, "--cluster", inner)).toHaveLength(2);
  });

  test.each([
    [
      "a missing file",
      ["--cluster", "/nope.yaml"],
      "/nope.yaml (--cluster): no such file; name manifests of the cluster",
    ],
    ["standard input", ["--cluster", "-"], "- (--cluster): standard input is read by -f only; name a file"],
    [
      "a folder without manifests",
      ["--cluster", join(EXAMPLES, "../image")],
      "(--cluster): no .yaml, .yml or .json file",
    ],
  ])("--cluster of %s: one sentence, and no stack", async (_, args, message) => {
    const { code, err } = await run(["inject", "-f", join(EXAMPLES, "worker.yaml"), ...args]);
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(`error: `);
    expect(err).toContain(message);
    expect(err).not.toContain("    at ");
  });
});

describe("a graph with a misspelt field", () => {
  const misspelt = GRAPH.replace("      extraPodSpec:", "      extraPodSpecs:");
  const found = "unknown field spec.services.Worker.extraPodSpecs: did you mean extraPodSpec?";

  test.each(["explain", "check", "inject"])("is reported by %s -f", async (command) => {
    const { code, out, err } = await run([command, "-f", await file("misspelt.yaml", `${DECLARED}---\n${misspelt}`)]);
    expect(code).toBe(0);
    expect(out + err).toContain(found);
    const { code: strict } = await run(["check", "-f", join(folder, "misspelt.yaml"), "--strict"]);
    expect(strict).toBe(3);
  });

  test("that leaves it without pods is an error that names the field", async () => {
    const path = await file("no-pods.yaml", GRAPH.replace("  services:", "  servces:"));
    const { code, err } = await run(["check", "-f", path]);
    expect(code).toBe(3);
    expect(err).toContain("has no component that makes pods; unknown field spec.servces: did you mean services?");
  });
});
