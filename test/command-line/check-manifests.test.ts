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
    expect(out).toContain(`${refused}model-express-injector graph -f FILE | kubectl apply -f -`);
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
