import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAMPLES, run } from "./run.ts";

const CLUSTER = ["--cluster", join(EXAMPLES, "cluster.yaml")];

function pod(args: readonly string[], annotations: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "w",
      namespace: "inference",
      annotations,
      labels: { "nvidia.com/dynamo-component-type": "worker", "nvidia.com/dynamo-namespace": "inference-vllm-agg" },
    },
    spec: { containers: [{ name: "main", image: "vllm", command: ["python3", "-m", "dynamo.vllm"], args }] },
  });
}

interface Report {
  readonly isHealthy: boolean;
  readonly pods: readonly {
    readonly pulls: readonly string[];
    readonly offline: readonly string[];
    readonly unknown: readonly string[];
  }[];
}

async function check(input: string, ...flags: readonly string[]): Promise<{ code: number | null; report: Report }> {
  const { code, out } = await run(["check", "-f", "-", ...flags, "-o", "json"], { input });
  return { code, report: JSON.parse(out) as Report };
}

describe("check -f, without a cluster", () => {
  test("lists the pulls and the offline engines, and exits with 0", async () => {
    const { code, report } = await check(pod(["--model", "org/a"]), ...CLUSTER);
    expect(code).toBe(0);
    expect(report).toMatchObject({
      isHealthy: true,
      pods: [{ reason: "SharedPull", pulls: ["org/a"], offline: ["main"] }],
    });
  });

  test("reports unknowns as problems", async () => {
    const script = ["-c", "exec python3 -m dynamo.vllm --model $(cat /etc/model)"];
    const unknown = pod([])
      .replace('["python3","-m","dynamo.vllm"]', '["/bin/sh"]')
      .replace('"args":[]', `"args":${JSON.stringify(script)}`);
    const { code, report } = await check(unknown, ...CLUSTER);
    expect(code).toBe(3);
    expect(report.pods[0]?.unknown).toEqual([expect.stringContaining("main")]);
  });

  test("a pod without containers is a problem: the API server would refuse it", async () => {
    const { code, report } = await check(pod([]).replace('"containers"', '"containres"'), ...CLUSTER);
    expect(code).toBe(3);
    expect(report).toMatchObject({ isHealthy: false, pods: [{ reason: "NoContainers", isProblem: true }] });
  });

  test("a pod without Model Express is a problem", async () => {
    const { code, report } = await check(pod(["--model", "org/a"]));
    expect(code).toBe(3);
    expect(report).toMatchObject({ isHealthy: false, pods: [{ reason: "NoModelExpress", isProblem: true }] });
  });

  test("a warning is a problem with --strict only", async () => {
    const local = pod(["--model", "/models/a"]);
    expect((await check(local, ...CLUSTER)).code).toBe(0);
    expect((await check(local, ...CLUSTER, "--strict")).code).toBe(3);
  });

  test("prints the same for people: a line per pod, its facts, and a count", async () => {
    const { out } = await run(["check", "-f", join(EXAMPLES, "worker.yaml"), ...CLUSTER]);
    expect(out).toContain("(namespace inference): SharedPull\n    pulls RedHatAI/");
    expect(out).toContain("1 kind of pod checked, no problem found.");
  });

  test("a graph in a form that kubectl refuses is named once, with the command that rewrites it", async () => {
    const { code, out } = await run(["check", "-f", join(EXAMPLES, "graph.yaml")]);
    const refused = "services.ModelExpress.pvc is not in Dynamo's API, so kubectl refuses the file; rewrite it: ";
    expect(out.split(refused)).toHaveLength(2);
    const rewrite = (file: string) => `${refused}model-express-injector graph -f ${file} | kubectl apply -f -`;
    expect(out).toContain(rewrite(join(EXAMPLES, "graph.yaml")));
    const piped = await run(["check", "-f", "-"], { input: await readFile(join(EXAMPLES, "graph.yaml"), "utf8") });
    expect(piped.out).toContain(rewrite("FILE"));
    expect(code).toBe(0);
    expect((await run(["check", "-f", join(EXAMPLES, "graph.yaml"), "--strict"])).code).toBe(3);
  });

  test("a graph that the command graph has rewritten is not named", async () => {
    const { out: graph } = await run(["graph", "-f", join(EXAMPLES, "graph.yaml"), "-q"]);
    const { code, out } = await run(["check", "-f", "-", "--strict"], { input: graph });
    expect(out).not.toContain("kubectl refuses");
    expect(code).toBe(0);
  });

  test("options of -f are refused without it", async () => {
    const { code, err } = await run(["check", "--strict"]);
    expect({ code, err }).toEqual({
      code: 2,
      err: "error: --cluster and --strict go with -f FILE: a cluster is checked as it is\n",
    });
  });
});

describe("a pod whose label asks for Model Express", () => {
  const asking = (command: readonly string[]): string =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "own", namespace: "inference", labels: { "modelexpress.nvidia.com/inject": "enabled" } },
      spec: { containers: [{ name: "server", image: "own", command }] },
    });

  test("and that starts no known engine is a problem, with the way out", async () => {
    const { code, out } = await run(["check", "-f", "-", ...CLUSTER], { input: asking(["/app/serve"]) });
    expect(code).toBe(3);
    expect(out).toContain("✗ standard input: Pod own (namespace inference): NoTarget");
    expect(out).toContain("name the container in the annotation modelexpress.nvidia.com/containers");
  });

  test("explains the same, and exits with the same code", async () => {
    const { code, out } = await run(["explain", "-f", "-", ...CLUSTER], { input: asking(["/app/serve"]) });
    expect(code).toBe(3);
    expect(out).toContain("no container starts a known engine with a model");
  });

  test("without the label, a pod of another program is not a finding", async () => {
    const silent = asking(["/app/serve"]).replace('"modelexpress.nvidia.com/inject":"enabled"', '"app":"own"');
    expect((await check(silent, ...CLUSTER)).code).toBe(0);
  });
});

describe("a graph that the operator does not make", () => {
  const graph = (
    workers: Readonly<Record<string, object>>,
    { annotations = {}, ...spec }: Record<string, unknown> = {},
  ) =>
    JSON.stringify({
      apiVersion: "nvidia.com/v1beta1",
      kind: "DynamoGraphDeployment",
      metadata: { name: "vllm-agg", namespace: "inference", annotations },
      spec: {
        ...spec,
        components: Object.entries(workers).map(([name, { main = {}, ...rest }]: [string, { main?: object }]) => {
          const containers = [{ name: "main", image: "i:1.5.0", ...main }];
          return { name, type: "worker", podTemplate: { spec: { containers } }, ...rest };
        }),
      },
    });
  const runs = (...modules: readonly string[]) => ({
    main: { args: modules.map((module) => `python3 -m dynamo.${module} --model org/a`) },
  });
  const DEPLOYMENTS = { annotations: { "nvidia.com/workload-provider": "component" } };
  const CREATES_NONE = "Dynamo's operator creates no pod of the graph: ";

  test.each<[string, string, string, readonly string[]]>([
    [
      "its command contradicts backendFramework",
      graph({ A: runs("sglang"), B: runs("vllm") }, { backendFramework: "vllm" }),
      `${CREATES_NONE}component A: its command runs dynamo.sglang, but spec.backendFramework is vllm; remove`,
      ["A", "B"],
    ],
    [
      "the same without Grove: only that component has no pods",
      graph({ A: runs("sglang"), B: runs("vllm") }, { ...DEPLOYMENTS, backendFramework: "vllm" }),
      "Dynamo's operator creates no pod of this component: component A: its command runs dynamo.sglang",
      ["A"],
    ],
    [
      "a command of two engines",
      graph({ A: runs("sglang", "vllm") }),
      `${CREATES_NONE}component A: its command runs dynamo.vllm and dynamo.sglang; set spec.backendFramework`,
      ["A"],
    ],
    [
      "two engines without Grove",
      graph({ A: runs("sglang"), B: runs("vllm") }, DEPLOYMENTS),
      `${CREATES_NONE}its workers run dynamo.sglang and dynamo.vllm, and without Grove a graph has one engine`,
      ["A", "B"],
    ],
    [
      "a compilation cache without a place",
      graph({ A: { ...runs("sglang"), compilationCache: { pvcName: "c" } } }),
      `${CREATES_NONE}component A: a compilation cache has a default place with vLLM only`,
      ["A"],
    ],
    [
      "failover within a pod for another engine",
      graph({ A: { ...runs("sglang"), experimental: { failover: {} } } }),
      `${CREATES_NONE}component A: failover within a pod works with vLLM only`,
      ["A"],
    ],
    [
      "a frontend sidecar that is not there",
      graph({ A: { ...runs("vllm"), frontendSidecar: "front" } }),
      `${CREATES_NONE}component A: frontendSidecar names a container that podTemplate does not have`,
      ["A"],
    ],
  ])("%s", async (_, input, text, refused) => {
    const { code, out } = await run(["check", "-f", "-", ...CLUSTER], { input });
    expect(out).toContain(text);
    expect(code).toBe(3);
    const marked = [...out.matchAll(/^✗ .* vllm-agg: (\w+)/gm)].map(([, name]) => name);
    expect(marked).toEqual(refused);
    expect((await run(["inject", "-f", "-", ...CLUSTER], { input })).err).toContain(`warning: ${text}`);
    expect(await run(["explain", "-f", "-", ...CLUSTER], { input })).toMatchObject({
      code: 3,
      out: expect.stringContaining(text),
    });
  });

  test.each([
    ["the same engine twice", graph({ A: runs("vllm"), B: runs("vllm") }, { backendFramework: "vllm" })],
    ["two engines with Grove", graph({ A: runs("sglang"), B: runs("vllm") })],
    ["two engines in a frontend", graph({ F: { type: "frontend", ...runs("sglang", "vllm") } })],
  ])("but does make: %s", async (_, input) => {
    const { out } = await run(["check", "-f", "-", ...CLUSTER], { input });
    expect(out).not.toContain("Dynamo's operator creates no pod");
  });
});
