import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { labelSelector } from "../../src/command-line/arguments.ts";
import type { Terminal } from "../../src/command-line/terminal.ts";
import { buildProgram } from "../../src/program.ts";
import { kubeconfigText } from "../kubeconfig.ts";
import { EXAMPLES, run } from "./run.ts";
import { runHere } from "./run-here.ts";

const folder = mkdtempSync(join(tmpdir(), "wrong-usage-"));
const FILES: Readonly<Record<string, string | Buffer>> = {
  "empty.yaml": "",
  "comment.yaml": "# nothing\n",
  "text.yaml": "just text",
  "list.yaml": "- 1\n- {a: b}\n",
  "empty-list.yaml": "apiVersion: v1\nkind: List\nitems: []\n",
  "no-template.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {}\n",
  "broken.yaml": "a: [1, 2\nb: {",
  "tabs.yaml": "a:\n\t- b\n",
  "binary.yaml": Buffer.from([0, 255, 254, 1, 2, 3, 128]),
  "deep.json": `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
  "aliases.yaml": `a: &a [x,x]\n${Array.from({ length: 40 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? "a" : `b${i - 1}`},*${i === 0 ? "a" : `b${i - 1}`}]`).join("\n")}\n`,
  "pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: 7}\n",
  "graph.yaml":
    "apiVersion: nvidia.com/v1beta1\nkind: DynamoGraphDeployment\nmetadata: {name: g}\nspec: {components: {a: 1}}\n",
  "config.yaml": "apiVersion: config.modelexpress.nvidia.com/v1alpha1\nkind: InjectorConfiguration\nmodes: auto\n",
  kubeconfig: kubeconfigText({ server: "https://127.0.0.1:1" }),
};

beforeAll(() => {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, "empty-folder"));
  symlinkSync(join(folder, "loop"), join(folder, "loop"));
});
beforeEach(() => {
  vi.stubEnv("KUBECONFIG", join(folder, "kubeconfig"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const program = buildProgram({} as Terminal, () => undefined);
/** The other commands serve until a signal. */
const ENDING = program.commands.filter((command) => !["webhook", "controller", "demo"].includes(command.name()));

const paths = fc.constantFrom(
  ...[...Object.keys(FILES), "absent.yaml", "empty-folder", "loop", ".", "pod.yaml/below"].map((name) =>
    join(folder, name),
  ),
  join(EXAMPLES, "graph.yaml"),
  join(EXAMPLES, "worker.yaml"),
  "",
);
const values = fc.oneof(
  paths,
  fc.constantFrom(
    "0",
    "-1",
    "yes",
    "auto",
    "json",
    "1h",
    "99999999999999999999h",
    "2.5",
    "http://",
    "http://h:8001",
    "x".repeat(300),
    "a,b",
    "\u001b[31m",
  ),
  fc.string({ maxLength: 12 }),
);
const FLAGS = [...new Set(ENDING.flatMap(({ options }) => options.flatMap(({ long, short }) => [long, short])))];
const flags = fc.constantFrom(...FLAGS.filter((flag) => typeof flag === "string"), "--absent", "-z", "--", "-");

const commandLines = fc
  .record({
    command: fc.constantFrom(...ENDING.map((command) => command.name()), "expain", ""),
    words: fc.array(fc.oneof(fc.constantFrom("pod", "graph", "pod/x", "pod/", "a/b/c"), values), { maxLength: 2 }),
    options: fc.array(fc.tuple(flags, values), { maxLength: 4 }),
  })
  .map(({ command, words, options }) => [command, ...words, ...options.flat()].filter((word) => word !== "-"));

describe("wrong usage", () => {
  test("gets a documented exit code and a sentence, never a stack trace", async () => {
    await fc.assert(
      fc.asyncProperty(commandLines, async (args) => {
        const { code, out, err } = await runHere(args);
        expect([0, 1, 2, 3]).toContain(code);
        expect(out + err).not.toMatch(/\n\s+at .*\d+:\d+\)?/);
        expect(err).not.toMatch(/\b(TypeError|RangeError|undefined|\[object Object\]|node:)/);
        if (code === 1 || code === 2) expect(err).toMatch(/^(error: .+|Usage: )/m);
      }),
      { numRuns: Number(process.env["WRONG_USAGE_RUNS"] ?? 400) },
    );
  });

  test.each([
    [
      ["inject", "-f", "absent.yaml"],
      1,
      "error: absent.yaml (-f): no such file; name a manifest, a folder of them, or - for standard input",
    ],
    [
      ["inject", "-f", join(EXAMPLES, "worker.yaml"), "--cluster", "nope.yaml"],
      1,
      "error: nope.yaml (--cluster): no such file; name manifests of the cluster",
    ],
    [["check", "-f", "a.yaml,b c.yaml"], 1, "no such file; separate files with blanks: -f a.yaml 'b c.yaml'"],
    [["check", "-f", "*.yaml"], 1, "*.yaml (-f): no such file; the shell replaces * and ? only outside of quotes"],
    [
      ["check", "-f", join(EXAMPLES, "worker.yaml"), "--cluster=~/a.yaml"],
      1,
      "~/a.yaml (--cluster): no such file; the shell replaces ~ only at the beginning of a word: write $HOME",
    ],
    [
      ["inject", "-f", join(EXAMPLES, "worker.yaml"), "--mode", "shard"],
      2,
      'error: --mode is "shard"; accepted: auto, shared, stream, env',
    ],
    [
      ["inject", "-f", join(EXAMPLES, "worker.yaml"), "--config", "nope.yaml"],
      2,
      "error: nope.yaml: no such file (--config)",
    ],
    [["explain", "--filename="], 2, "error: -f is empty; name a manifest"],
    [
      ["explain", "-f", join(EXAMPLES, "worker.yaml"), "--cluster", "/proc/self/mem"],
      1,
      "error: /proc/self/mem (--cluster): it cannot be read: the device reports an error",
    ],
    [["explain", "-f", join(folder, "loop")], 1, "loop (-f): its symbolic links lead in a circle"],
    [
      ["webhook", "--tls-dir", join(EXAMPLES, "worker.yaml"), "--cluster", join(EXAMPLES, "cluster.yaml")],
      1,
      "worker.yaml (--tls-dir) is not a directory with tls.crt and tls.key",
    ],
    [["check", "--conect", "none"], 2, "(Did you mean --connect?)"],
    [["inject", "--cluster", "c.yaml"], 2, "'-f, --filename <file...>' not specified (add --help"],
    [["check", "-f", "a.yaml", "--strictly"], 2, "(Did you mean --strict?) (add --help"],
    [["models", "a.yaml", "b.yaml"], 2, 'models takes one argument, but got "a.yaml" "b.yaml" (add --help'],
    [["check", "pods"], 2, 'error: too many arguments: check takes no argument, but got "pods" (add --help'],
    [["version", "1"], 2, 'version takes no argument, but got "1" (add --help'],
    [["explain", "pod", "x", "y"], 2, 'explain takes 2 arguments, but got "pod" "x" "y" (add --help'],
    [["status"], 2, "unknown command 'status'; the commands are webhook, controller, inject, explain, check, "],
    [["help", "chek"], 2, "'chek' is invalid for argument 'command'. Allowed choices are webhook, controller, "],
    [["explain", "pod/"], 2, "or manifests (explain -f FILE) (add --help"],
    [["check", "--all", "--quiet"], 2, "'-q, --quiet' cannot be used with option '-a, --all'"],
    [["check", "-A", "-n", "x"], 2, "'-A, --all-namespaces' cannot be used with option '-n, --namespace <name>'"],
    [
      ["adopt", "x", "--dynamo-namespace=A B"],
      2,
      "argument 'A B' is invalid: expected a dynamo namespace: at most 63 of",
    ],
    [["adopt", "x", "--dynamo-namespace="], 2, "argument '' is invalid: expected a dynamo namespace"],
    [["adopt", "x", "--remove", "--global"], 2, "'--remove' cannot be used with option '--global'"],
    [["adopt", "x", "--no-claim", "--remove"], 2, "'--remove' cannot be used with option '--no-claim'"],
    [["chek"], 2, "(Did you mean check?)"],
    [["check", "--timeout", "soon"], 2, "expected a duration such as"],
    [["check", "--kubeconfig", "/absent"], 1, "error: /absent (--kubeconfig): no such file; name a kubeconfig"],
    [
      ["check"],
      1,
      "error: the API server https://127.0.0.1:1 cannot be reached: the connection is refused; check the network, the proxy, and the context",
    ],
    [["explain", "deployment", "x"], 2, "kubectl get deployment x -o yaml | model-express-injector explain -f -"],
    [["explain", "pod", "x", "-f", "worker.yaml"], 2, "not both"],
    [["explain", "-f", "https://example.com/a.yaml"], 1, "URLs are not read"],
    [
      ["explain", "-f", join(folder, "text.yaml")],
      3,
      "text.yaml: it has a string, not a Kubernetes object with apiVersion and kind",
    ],
    [["explain", "-f", join(folder, "empty-list.yaml")], 3, "empty-list.yaml: its list has no items"],
    [
      ["check", "-f", join(folder, "no-template.yaml")],
      3,
      "no-template.yaml: Deployment d has no pod template that can be read; correct its spec",
    ],
    [
      ["inject", "-f", join(folder, "no-template.yaml")],
      3,
      "no-template.yaml: Deployment d has no pod template that can be read; correct its spec",
    ],
    [["explain", "-f", join(folder, "list.yaml")], 3, "list.yaml: it has a list, not a Kubernetes object"],
  ])("%j names the thing and the way out", async (args, code, text) => {
    const outcome = await runHere(args);
    expect(outcome.err).toContain(text);
    expect(outcome.code).toBe(code);
  });

  test.each([
    [["check", "worker.yaml"], "check -f worker.yaml"],
    [["check", "my worker's.yaml"], `check -f 'my worker'\\''s.yaml'`],
    [["inject", "manifests/", "--cluster", "c.yaml"], "inject -f manifests/ --cluster c.yaml"],
    [["inject", "-o", "diff", "-"], "inject -o diff -f -"],
    [["graph", "--file", "graph.json", "-o", "diff"], "graph -f graph.json -o diff"],
    [["explain", "--file", "graph.yml"], "explain -f graph.yml"],
    [["explain", "worker.yaml", "--mode", "env"], "explain -f worker.yaml --mode env"],
    [["explain", "vllm-agg-0"], "explain pod vllm-agg-0"],
    [["explain", "vllm-agg-0", "-n", "inference"], "explain pod vllm-agg-0 -n inference"],
    [["worker.yaml"], "explain -f worker.yaml"],
    [["-f", "worker.yaml", "-o", "json"], "explain -f worker.yaml -o json"],
    [["--kubeconfig", "kube config", "check", "-n", "inference"], "check --kubeconfig 'kube config' -n inference"],
  ])("%j is answered with a command that can be pasted", async (args, command) => {
    const { code, err } = await runHere(args);
    expect(code).toBe(2);
    expect(err).toContain(`; did you mean: model-express-injector ${command} (add --help`);
    const words = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" })
      .trim()
      .split("\n");
    const read = words.map((word) => (word === "-" ? "absent.yaml" : word));
    expect((await runHere(read)).code).not.toBe(2);
  });

  test.each([
    ["explain", "-f", "worker.yaml", "--context", "other"],
    ["explain", "-f", "worker.yaml", "--kubeconfig", "other"],
    ["check", "-f", "worker.yaml", "--context", "other"],
    ["check", "-f", "worker.yaml", "--kubeconfig", "other"],
    ["check", "-f", "worker.yaml", "--connect", "auto"],
  ])("%s %s %s %s: no cluster is asked about manifests", async (...args) => {
    expect(await runHere(args)).toMatchObject({ code: 2, out: "", err: expect.stringContaining("-f asks no cluster") });
  });

  test("help prints the help of the command that is named", async () => {
    expect((await runHere(["help", "check"])).out).toBe((await runHere(["check", "--help"])).out);
    expect((await runHere(["help", "explain", "pod"])).out).toContain("Usage: model-express-injector explain");
    expect(await runHere(["help"])).toMatchObject({ code: 0, err: "" });
  });

  test("a kind before a name is taken as kubectl takes it", async () => {
    const unreachable = { code: 1, err: expect.stringContaining("cannot be reached") };
    expect(await runHere(["adopt", "svc/modelexpress"])).toMatchObject(unreachable);
    expect(await runHere(["models", "modelexpress/model-express"])).toMatchObject(unreachable);
    expect(await runHere(["check", "--all-namespaces"])).toMatchObject(unreachable);
  });

  describe.each([
    ["empty.yaml", "there is nothing in it"],
    ["comment.yaml", "there is nothing in it"],
    ["text.yaml", "it has a string, not a Kubernetes object with apiVersion and kind"],
    ["list.yaml", "it has a list, not a Kubernetes object with apiVersion and kind"],
  ])("a file without an object, %s,", (name, lack) => {
    const file = join(folder, name);

    test.each(["explain", "inject", "check", "graph"])("is named by %s -f", async (command) => {
      expect(await runHere([command, "-f", file])).toEqual({ code: 3, out: "", err: `error: ${file}: ${lack}\n` });
    });

    test.each(["explain", "inject", "check"])("is named by %s --cluster", async (command) => {
      const err = `error: ${file} (--cluster): ${lack}; name manifests of the cluster\n`;
      const args = [command, "-f", join(EXAMPLES, "worker.yaml"), "--cluster", file];
      expect(await runHere(args)).toEqual({ code: 3, out: "", err });
    });

    test("is passed beside one that has an object", async () => {
      const args = ["graph", "-f", file, join(EXAMPLES, "graph.yaml")];
      expect(await runHere(args)).toMatchObject({ code: 0 });
    });
  });

  describe("a kind that is almost one that is read", () => {
    const MEANT = [
      ...["Pod", "Deployment", "StatefulSet", "Job", "CronJob", "LeaderWorkerSet", "DynamoGraphDeployment"],
      ...["DynamoComponentDeployment", "ModelExpress", "Service", "Namespace", "PersistentVolumeClaim"],
    ];
    /** Slips of the kinds that people make. */
    const SLIPS = [
      ...[(kind: string) => kind.toLowerCase(), (kind: string) => `${kind}s`],
      (kind: string) => `${kind.slice(0, -2)}${kind.at(-1)}${kind.at(-2)}`,
    ];
    const misspelt = MEANT.flatMap((kind) =>
      SLIPS.map((slip) => [slip(kind), kind] as const).filter(([slipped]) => slipped !== kind),
    );

    test.each(misspelt)("%s is named, with %s, also beside a pod", async (kind, meant) => {
      const file = join(folder, "misspelt.yaml");
      writeFileSync(file, `apiVersion: v1\nkind: ${kind}\nmetadata: {name: x}\n`);
      const sentence = `${kind} x is of an unknown kind: did you mean ${meant}?\n`;
      const worker = join(EXAMPLES, "worker.yaml");
      const refused = (err: string) => ({ code: 3, out: "", err: `error: ${err}` });
      expect(await runHere(["check", "-f", worker, file])).toEqual(refused(`${file}: ${sentence}`));
      expect(await runHere(["graph", "-f", file])).toEqual(refused(`${file}: ${sentence}`));
      const cluster = await runHere(["explain", "-f", worker, "--cluster", file]);
      expect(cluster).toEqual(refused(`${file} (--cluster): ${sentence}`));
    });

    test.each([
      ["DynamoGraphDeployment", "nvidia/v1alpha1", "nvidia.com/v1beta1 or nvidia.com/v1alpha1"],
      ["DynamoGraphDeployment", "nvidia.com", "nvidia.com/v1beta1 or nvidia.com/v1alpha1"],
      ["DynamoComponentDeployment", "", "nvidia.com/v1beta1 or nvidia.com/v1alpha1"],
      ["ModelExpress", "nvidia.com/v1alpha1", "modelexpress.nvidia.com/v1alpha1"],
    ])("%s of the apiVersion %j is named", async (kind, apiVersion, expected) => {
      const file = join(folder, "version.json");
      writeFileSync(file, JSON.stringify({ apiVersion, kind, metadata: { name: "x" } }));
      const err = `error: ${file}: ${kind} x has the apiVersion "${apiVersion}"; expected ${expected}\n`;
      expect(await runHere(["check", "-f", join(EXAMPLES, "worker.yaml"), file])).toEqual({ code: 3, out: "", err });
    });

    test.each(["PodMonitor", "PodGroup", "Node", "Role", "Secret", "ServiceMonitor", "ServiceAccount", "PodClique"])(
      "%s is of another controller",
      async (kind) => {
        const file = join(folder, "other-kind.yaml");
        writeFileSync(file, `apiVersion: x/v1\nkind: ${kind}\nmetadata: {name: x}\n`);
        const worker = join(EXAMPLES, "worker.yaml");
        const args = ["check", "-f", worker, file, "--cluster", join(EXAMPLES, "cluster.yaml")];
        expect(await runHere(args)).toMatchObject({ code: 0, err: "" });
      },
    );
  });

  test("a cluster may have nothing, as kubectl lists it", async () => {
    const args = ["check", "-f", join(EXAMPLES, "worker.yaml"), "--cluster", join(folder, "empty-list.yaml")];
    expect(await runHere(args)).toMatchObject({ code: 3, err: "", out: expect.stringContaining("NoModelExpress") });
  });

  test("an environment variable is named, unless a flag beats it", async () => {
    vi.stubEnv("MODEL_EXPRESS_INJECTOR_MODE", "fast");
    const args = ["inject", "-f", join(EXAMPLES, "worker.yaml")];
    expect((await runHere(args)).err).toContain('error: MODEL_EXPRESS_INJECTOR_MODE is "fast"; accepted: auto');
    expect((await runHere([...args, "--mode", "shard"])).err).toContain('error: --mode is "shard"; accepted: auto');
    vi.unstubAllEnvs();
  });

  test("a port in use is named with the flag that chooses another", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const serving = ["webhook", "--cluster", join(EXAMPLES, "cluster.yaml"), "--host", "127.0.0.1"];
    const operations = await run([...serving, "--port", "0", "--operations-port", String(port)]);
    const admission = await run([...serving, "--port", String(port), "--operations-port", "0"]);
    other.close();
    const sentence = (flag: string) => `error: port ${port} on 127.0.0.1 is taken; choose another with --${flag}\n`;
    expect(operations).toMatchObject({ code: 1, err: sentence("operations-port") });
    expect(admission).toMatchObject({ code: 1, err: sentence("port") });
  });
});

describe("a label selector", () => {
  test.each(["a=b", "a==b,c!=d", "a", "!a", "a=", "x.y/z=b", "a in (b, c),d notin (e)", "a = b, c"])(
    "is %s",
    (text) => {
      expect(labelSelector(text)).toBe(text);
    },
  );

  test.each(["", "a=b=c", "=b", "a in b", "a=b,", "a=b;c=d", "app: webhook", "a in (b"])("is not %j", async (text) => {
    const { code, err } = await runHere(["controller", "--namespace", "x", "--webhook-pods", text]);
    expect(err).toContain(`argument '${text}' is invalid: expected a label selector such as `);
    expect(code).toBe(2);
  });
});

describe("a name of an object", () => {
  const NAMING = ["--namespace", "--name", "--instance", "--claim", "--excluded-namespace"];
  const places = program.commands.flatMap((command) => {
    const named = command.options.filter(({ long }) => NAMING.includes(long ?? ""));
    return named.map(({ long }) => ({ place: `${command.name()} ${long}`, words: [command.name(), String(long)] }));
  });
  const positions = [["explain", "pod"], ["explain", "graph"], ["models"], ["adopt"]];

  test("is that of a flag in eight commands", () => {
    expect(new Set(places.map(({ words: [command] }) => command))).toEqual(
      new Set(["controller", "inject", "explain", "check", "adopt", "models", "prefetch", "graph"]),
    );
  });

  test.each([...places, ...positions.map((words) => ({ place: words.join(" "), words }))])(
    "cannot be a path, for $place",
    async ({ words }) => {
      for (const text of ["..", ".", "../nodes", "a/b", "A", "a b", "a?b", "a".repeat(254)]) {
        const { code, err } = await runHere([...words, text]);
        expect(code, err).toBe(2);
        expect(err).toMatch(/^error: .* a-z, 0-9, - and \./);
        expect([err.includes(`'${text}'`), err.includes(`"${text}"`)]).toContain(true);
      }
    },
  );
});
