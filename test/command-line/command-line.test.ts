import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readMountedScript } from "../../src/configuration/pull-script.ts";
import { buildScriptMap } from "../../src/pull-script/config-map.ts";
import { EXAMPLES, PROGRAM, run } from "./run.ts";

const CLUSTER = join(EXAMPLES, "cluster.yaml");
const WORKER = join(EXAMPLES, "worker.yaml");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inject-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const POD = `metadata:
  labels: {nvidia.com/dynamo-namespace: inference-vllm-agg}
spec:
  containers:
    - name: main # the engine
      image: vllm
      command: [vllm, serve, org/model]
`;

/** A workload with its pod template at `path`, in the example's namespace. */
function workload(kind: string, apiVersion: string, path: readonly string[]): string {
  const lines = path.map((key, depth) => `${"  ".repeat(depth)}${key}:`);
  const body = POD.split("\n").map((line) => (line === "" ? "" : `${"  ".repeat(path.length)}${line}`));
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: inference}\n${[...lines, ...body].join("\n")}`;
}

describe("inject", () => {
  test("keeps every line of the file, comments included, and adds its own", async () => {
    const { code, out, err } = await run(["inject", "-f", WORKER, "--cluster", CLUSTER]);
    expect(code).toBe(0);
    const kept = readFileSync(WORKER, "utf8").split("\n");
    const lines = out.split("\n");
    let next = 0;
    for (const line of kept) {
      const at = lines.indexOf(line, next);
      expect(at, `the line is kept: ${line}`).toBeGreaterThanOrEqual(next);
      next = at + 1;
    }
    expect(parse(out)).toHaveProperty("spec.initContainers.0.name", "model-express-pull");
    expect(err).toContain("Pod vllm-agg-vllmdecodeworker-0 (namespace inference): SharedPull");
  });

  test.each([
    ["Deployment", "apps/v1", ["spec", "template"]],
    ["StatefulSet", "apps/v1", ["spec", "template"]],
    ["DaemonSet", "apps/v1", ["spec", "template"]],
    ["ReplicaSet", "apps/v1", ["spec", "template"]],
    ["Job", "batch/v1", ["spec", "template"]],
    ["CronJob", "batch/v1", ["spec", "jobTemplate", "spec", "template"]],
    ["LeaderWorkerSet", "leaderworkerset.x-k8s.io/v1", ["spec", "leaderWorkerTemplate", "workerTemplate"]],
    ["LeaderWorkerSet", "leaderworkerset.x-k8s.io/v1", ["spec", "leaderWorkerTemplate", "leaderTemplate"]],
  ])("changes the pod template of a %s", async (kind, version, path) => {
    const manifest = await file("workload.yaml", workload(kind, version, path));
    const { code, out } = await run(["inject", "-f", manifest, "--cluster", CLUSTER, "-q"]);
    expect(code).toBe(0);
    expect(out).toContain("main # the engine");
    expect(parse(out)).toHaveProperty([...path, "spec", "initContainers", 0, "name"], "model-express-pull");
  });

  test("changes the items of a List and several documents, and passes other kinds through", async () => {
    const indented = workload("Job", "batch/v1", ["spec", "template"])
      .replaceAll(/^(?=.)/gm, "    ")
      .replace("    ", "  - ");
    const text = `# first\nkind: ConfigMap\napiVersion: v1\n---\napiVersion: v1\nkind: List\nitems:\n${indented}`;
    const { out } = await run(["inject", "-f", "-", "--cluster", CLUSTER, "-q"], { input: text });
    const [first, second] = parseAllDocuments(out).map((document) => document.toJS() as unknown);
    expect(out.startsWith("# first\nkind: ConfigMap\napiVersion: v1\n---\n")).toBe(true);
    expect(first).toEqual({ kind: "ConfigMap", apiVersion: "v1" });
    expect(second).toHaveProperty("items.0.spec.template.spec.initContainers.0.name", "model-express-pull");
  });

  test("is idempotent", async () => {
    const once = await run(["inject", "-f", WORKER, "--cluster", CLUSTER]);
    const twice = await run(["inject", "-f", "-", "--cluster", CLUSTER], { input: once.out });
    expect(twice.out).toBe(once.out);
    expect(twice.err).toContain("AlreadyInjected");
  });

  test("mounts the pull script where the files have its ConfigMap", async () => {
    const script = readMountedScript();
    const map = await file("script.yaml", JSON.stringify(buildScriptMap(script, "inference")));
    const args = ["inject", "-f", WORKER, "--cluster", CLUSTER, "-q", "-o", "json"];
    const pull = "spec.initContainers.0.command.4";
    expect(JSON.parse((await run([...args, "--cluster", map])).out)).toHaveProperty(pull, script.digest);
    expect(JSON.parse((await run(args)).out)).not.toHaveProperty(pull);
  });

  test("prints objects, patches and differences", async () => {
    const args = ["inject", "-f", WORKER, "--cluster", CLUSTER, "-q", "-o"];
    expect(JSON.parse((await run([...args, "json"])).out)).toHaveProperty("spec.volumes.0.name", "model-express");
    const patches = JSON.parse((await run([...args, "patch"])).out) as unknown[];
    expect(patches[0]).toMatchObject({ outcome: "inject", reason: "SharedPull", patch: expect.any(Array) as unknown });
    const { out } = await run([...args, "diff"]);
    expect(out).toMatch(/^\+ {4}- name: model-express-pull$/m);
    expect(out).not.toMatch(/^-(?!-)/m);
  });

  test("exits with 3 when a manifest is wrong, and prints it unchanged", async () => {
    const wrong = readFileSync(WORKER, "utf8").replace(
      "  labels:",
      "  annotations: {modelexpress.nvidia.com/mode: fast}\n  labels:",
    );
    const { code, out, err } = await run(["inject", "-f", "-", "--cluster", CLUSTER], { input: wrong });
    expect(code).toBe(3);
    expect(out).toBe(wrong);
    expect(err).toContain('modelexpress.nvidia.com/mode is "fast"; accepted: "auto", "shared", "stream", "env"');
  });
});

describe("explain", () => {
  test("explains each step, with its findings and its choice", async () => {
    const { code, out } = await run(["explain", "-f", WORKER, "--cluster", CLUSTER]);
    expect(code).toBe(0);
    for (const part of [
      "SharedPull",
      "main: names RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic (--model)",
      "– 2. the container's own address",
      "✓ 3. the instance for the dynamo namespace, in the pod's namespace: Service inference/model-express",
      "HF_HUB_CACHE=/model-express/hub",
    ]) {
      expect(out).toContain(part);
    }
  });

  test("says why nothing was found, step by step", async () => {
    const { code, out } = await run(["explain", "-f", WORKER]);
    expect(code).toBe(3);
    expect(out).toContain("NoModelExpress");
    expect(out.match(/^ {4}– \d/gm)).toHaveLength(6);
  });

  test("prints the same as JSON", async () => {
    const { out } = await run(["explain", "-f", WORKER, "--cluster", CLUSTER, "-o", "json"]);
    const [story] = JSON.parse(out) as [{ search: { step: string; isChosen: boolean }[] }];
    expect(story).toMatchObject({ reason: "SharedPull", mode: "shared", dynamoNamespace: "inference-vllm-agg" });
    expect(story.search.filter(({ isChosen }) => isChosen).map(({ step }) => step)).toEqual(["dynamo namespace"]);
  });
});

describe("wrong usage", () => {
  test.each([
    ["an unknown flag", ["inject", "-f", WORKER, "--clustr", "x"], 2, "Did you mean --cluster?"],
    ["an unknown command", ["injct"], 2, "Did you mean inject?"],
    ["a missing file", ["inject", "-f", "absent.yaml"], 1, "absent.yaml (-f): no such file"],

    ["a wrong format", ["inject", "-f", WORKER, "-o", "xml"], 2, "Allowed choices are yaml, json, patch, diff"],
    [
      "a wrong mode",
      ["inject", "-f", WORKER, "--mode", "fast"],
      2,
      `--mode is "fast"; accepted: auto, shared, stream, env`,
    ],
    ["a wrong port", ["webhook", "--port", "x"], 2, "expected a port number"],
  ])("%s gets one clear sentence", async (_name, args, code, sentence) => {
    const outcome = await run(args);
    expect(outcome).toMatchObject({ code, out: "" });
    expect(outcome.err).toContain(sentence);
    expect(outcome.err).not.toMatch(/^ {4}at /m);
  });

  test("invalid YAML is reported with its place", async () => {
    const { code, err } = await run(["inject", "-f", await file("broken.yaml", "a: b\n  c: [")]);
    expect(code).toBe(1);
    expect(err).toMatch(/broken\.yaml:\d+:\d+: /);
  });

  test("an unknown key of the configuration gets a suggestion", async () => {
    const config = await file("config.yaml", "defaultURL: http://x:1\npull: {imag: x}\n");
    const { code, err } = await run(["inject", "-f", WORKER, "--config", config]);
    expect(code).toBe(2);
    expect(err).toContain("unknown key defaultURL (did you mean defaultUrl?)");
    expect(err).toContain("unknown key pull.imag (did you mean image?)");
  });
});

describe("the configuration", () => {
  test("a flag overrides a variable, which overrides the file", async () => {
    const config = await file("order.yaml", "path: /from-file\nmode: env\n");
    const args = ["inject", "-f", WORKER, "--cluster", CLUSTER, "--config", config, "-o", "json", "-q"];
    const env = { MODEL_EXPRESS_INJECTOR_MODE: "shared", MODEL_EXPRESS_INJECTOR_PATH: "/from-variable" };
    const mountOf = (out: string): unknown =>
      (JSON.parse(out) as { spec: { containers: [{ volumeMounts: [{ mountPath: string }] }] } }).spec.containers[0]
        .volumeMounts[0].mountPath;
    expect(mountOf((await run(args, { env })).out)).toBe("/from-variable");
    expect(mountOf((await run([...args, "--path", "/from-flag"], { env })).out)).toBe("/from-flag");
  });
});

describe("output", () => {
  test("into a pipe that is closed early ends quietly", async () => {
    const command = `"${PROGRAM}" demo | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)("sh", ["-c", command]);
    expect({ stdout, stderr }).toEqual({
      stdout: "Pod vllm-agg-vllmdecodeworker-0, namespace inference\n",
      stderr: "",
    });
  });
});

describe("help", () => {
  test.each([[[]], [["inject"]], [["explain"]], [["webhook"]]])("%s --help exits with 0", async (command) => {
    const { code, out } = await run([...command, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("Usage: model-express-injector");
    if (command.length > 0) expect(out).toContain("Examples:");
  });

  test.each([["--version"], ["-v"], ["-V"], ["version"]])("%s prints the version and exits with 0", async (flag) => {
    const { code, out, err } = await run([flag]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("links to a page that can be opened from any folder", async () => {
    const { out } = await run(["explain", "-f", join(EXAMPLES, "worker.yaml")]);
    const [, page = "", section] = /^ {2}(\/.*\.md)#(\w+)$/m.exec(out) ?? [];
    expect(readFileSync(page, "utf8").toLowerCase()).toContain(`## ${section}\n`);
  });

  test("runs through symbolic links, from any folder", async () => {
    const inner = await mkdtemp(join(folder, "links-"));
    await symlink(PROGRAM, join(inner, "first"));
    await symlink("first", join(inner, "second"));
    const { stdout } = await promisify(execFile)(join(inner, "second"), ["version"], { cwd: inner });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    ["a mode", ["inject", "-f", WORKER, "--mode", "shard"], '--mode is "shard"; accepted: auto, shared, stream, env'],
    ["a configuration", ["inject", "-f", WORKER, "--config", "/nope.yaml"], "/nope.yaml: no such file (--config)"],
    ["a pod by its bare name", ["explain", "worker-0"], "did you mean: model-express-injector explain pod worker-0"],
  ])("names what is wrong with %s, and what is accepted", async (_, args, message) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });

  test("without a kubeconfig, commands that read a cluster name the flag and the variable to set", async () => {
    const env = { KUBECONFIG: "", HOME: folder, KUBERNETES_SERVICE_HOST: "" };
    for (const command of [["check"], ["adopt", "x"], ["explain", "pod", "x"]]) {
      const { code, err } = await run(command, { env });
      expect(code).toBe(1);
      expect(err).toBe("error: no API server is configured: set KUBECONFIG, or pass --kubeconfig FILE\n");
    }
  });

  test("--version prints the package's version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect((await run(["--version"])).out).toBe(`${version}\n`);
  });
});

describe("demo", () => {
  test("shows the story, the difference and the next commands", async () => {
    const { code, out } = await run(["demo"]);
    expect(code).toBe(0);
    expect(out).toContain("Injected by 12 additions: SharedPull");
    expect(out).toMatch(/^\+ {4}- name: model-express-pull$/m);
    expect(out).toContain("curl -sk https://127.0.0.1:8443/mutate");
    expect(out).toContain("bin/model-express-injector inject -f YOUR-POD.yaml");
  });

  test("sends the review of the pod that it shows", () => {
    const review = JSON.parse(readFileSync(join(EXAMPLES, "admission-review.json"), "utf8")) as {
      request: { object: unknown };
    };
    expect(review.request.object).toEqual(parse(readFileSync(WORKER, "utf8")));
  });
});
