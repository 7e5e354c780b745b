import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { createSelfSigned } from "../../src/certificates/self-signed.ts";
import { CLUSTER } from "../admission/harness.ts";
import { FakeApiServer } from "../cluster/live/fake-api-server.ts";
import { instance } from "../cluster/live/objects.ts";
import { SOON } from "../cluster/live/timing.ts";
import { PROGRAM } from "../command-line/run.ts";
import { digestsIn, filesIn } from "./files-in.ts";
import { startProcess, type WebhookInProcess } from "./webhook-in-process.ts";

const root = path.join(import.meta.dirname, "../..");
const execute = promisify(execFile);
/** Of ES modules, static or not, and of CommonJS; ajv has `require` in texts, between quotes of its own. */
const IMPORT = /(?:^import\b[^"']*|\bimport\()"([^"]+)"|(?<![`'"])\brequire\("([^"]+)"\)/gm;

/** esbuild writes each on lines of its own. */
const STATIC_IMPORT = /^(?:} from|import) "\.\/([^"]+)";$/gm;

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bundle-"));
  bundle = path.join(folder, "bundle");
  await execute(process.execPath, [path.join(root, "image/bundle.ts"), bundle]);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

/** The program from a folder that has no `node_modules` above it, and nothing in its environment. */
async function bundled(...args: string[]): Promise<string> {
  const main = path.join(bundle, "src/main.mjs");
  return (await execute(process.execPath, [main, ...args], { env: {}, cwd: folder })).stdout;
}

function modules(): { readonly file: string; readonly text: string }[] {
  const files = filesIn(bundle).filter((file) => file.endsWith(".mjs"));
  return files.map((file) => ({ file, text: readFileSync(path.join(bundle, file), "utf8") }));
}

/** The modules of packages that a module of the bundle has, as esbuild's comments name them. */
function sourcesOf(text: string): string[] {
  return [...text.matchAll(/^ *\/\/ (node_modules\/\S+)$/gm)].map(([, file = ""]) => file);
}

/** The command line imports a command when it runs. */
const WEBHOOK = "// src/command-line/webhook/webhook.ts\n";

describe("the bundle", () => {
  test("is the same, byte for byte, when it is made in another directory", async () => {
    const elsewhere = path.join(folder, "some/where/else");
    for (const part of ["src", "image", "examples", "LICENSE", "package.json"]) {
      await cp(path.join(root, part), path.join(elsewhere, part), { recursive: true });
    }
    await symlink(path.join(root, "node_modules"), path.join(elsewhere, "node_modules"));
    await execute(process.execPath, [path.join(elsewhere, "image/bundle.ts")], { cwd: tmpdir() });
    expect(digestsIn(path.join(elsewhere, "dist"))).toEqual(digestsIn(bundle));
  });

  test("imports nothing but itself and Node's own modules", async () => {
    const imports = modules().flatMap(({ file, text }) =>
      [...text.matchAll(IMPORT)].map(([, module = "", required = ""]) => ({ file, name: module || required })),
    );
    expect(imports.length).toBeGreaterThan(50);
    expect(imports.filter(({ name }) => !name.startsWith("./") && !isBuiltin(name))).toEqual([]);
  });

  test("loads for the webhook nothing that only a laptop's kubeconfig, or the making of certificates, needs", () => {
    const texts = new Map(modules().map(({ file, text }) => [path.basename(file), text]));
    const command = [...texts].flatMap(([file, text]) => (text.includes(WEBHOOK) ? [file] : []));
    expect(command).toHaveLength(1);
    const loaded = new Set(["main.mjs", ...command]);
    for (const file of loaded) {
      for (const [, name = ""] of texts.get(file)?.matchAll(STATIC_IMPORT) ?? []) loaded.add(name);
    }
    const sources = [...loaded].flatMap((file) => sourcesOf(texts.get(file) ?? ""));
    expect(sources).toContain("node_modules/fastify/fastify.js");
    const needless = /node_modules\/(@kubernetes\/client-node|undici|@peculiar\/x509|zod\/v4\/locales\/(?!en\.))/;
    expect(sources.filter((source) => needless.test(source))).toEqual([]);
  });

  test("carries the licence of each package of which it has code, and of no other", async () => {
    const sources = modules().flatMap(({ text }) => sourcesOf(text));
    const folders = sources.map((file) => file.replace(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+).*$/, "$1"));
    const foreign = [...new Set(folders)].filter((folder) => !folder.includes("@model-express-injector/"));
    const packages = foreign.map((each) => {
      const { name, version, license } = JSON.parse(readFileSync(path.join(root, each, "package.json"), "utf8"));
      return `${name} ${version} (${license})`;
    });
    const text = await readFile(path.join(bundle, "THIRD-PARTY-LICENSES"), "utf8");
    const listed = [...text.matchAll(/^={80}\n(.*)$/gm)].map(([, title]) => title);
    expect(listed.toSorted()).toEqual(packages.toSorted());
    const fastify = readFileSync(path.join(root, "node_modules/fastify/LICENSE"), "utf8");
    expect(text.includes(fastify.trim())).toBe(true);
  });
});

describe("without node_modules", () => {
  test("it tells its version and each command's help", async () => {
    expect(await bundled("--version")).toBe(`${packageJson.version}\n`);
    for (const command of ["webhook", "controller", "inject", "explain", "demo"]) {
      expect(await bundled(command, "--help")).toContain(`Usage: model-express-injector ${command}`);
    }
  });

  test.each([
    ["inject", "-o", "yaml"],
    ["inject", "-o", "json"],
    ["inject", "-o", "patch"],
    ["inject", "-o", "diff"],
    ["explain", "-o", "text"],
    ["explain", "-o", "json"],
  ])("%s %s %s says what the sources say", async (...command) => {
    const manifests = [
      "-f",
      path.join(root, "examples/worker.yaml"),
      "--cluster",
      path.join(root, "examples/cluster.yaml"),
    ];
    const { stdout: out } = await execute(PROGRAM, [...command, ...manifests], {
      env: { ...process.env, NO_COLOR: "1" },
    });
    expect(out).toContain("model-express-pull");
    // The image does not carry the pages.
    expect(await bundled(...command, ...manifests)).toBe(out.replaceAll(`${root}/docs/`, "docs/"));
  });

  test("demo shows the webhook at work with the examples that it carries", async () => {
    const text = await bundled("demo");
    expect(text).toContain("Injected by 12 additions: SharedPull");
    expect(text).toContain("+    - name: model-express-pull");
  });
});

describe("the bundled webhook", () => {
  let ca: string;
  let webhook: WebhookInProcess | undefined;

  beforeAll(async () => {
    const certificate = await createSelfSigned(["127.0.0.1"]);
    await writeFile(path.join(folder, "tls.crt"), certificate.cert);
    await writeFile(path.join(folder, "tls.key"), certificate.key);
    ca = certificate.ca;
  });
  afterEach(() => webhook?.stop());

  function start(...args: string[]): Promise<WebhookInProcess> {
    const listening = ["--host", "127.0.0.1", "--port", "0", "--operations-port", "0", "--tls-dir", folder];
    return startProcess([process.execPath, path.join(bundle, "src/main.mjs"), "webhook", ...listening, ...args]);
  }

  test("answers a review with an embedded cluster", async () => {
    webhook = await start("--cluster", CLUSTER);
    expect(await webhook.reasonFor(ca)).toBe("SharedPull");
  });

  test("answers a review with what an API server says, which it knows from a kubeconfig", async () => {
    const api = await FakeApiServer.start();
    onTestFinished(() => api.close());
    api.store.put("services", instance("mx", { namespace: "inference", scope: "inference-vllm-agg" }));
    const kubeconfig = path.join(folder, "kubeconfig");
    await writeKubeconfig(kubeconfig, api.url.origin);
    const running = await start("--kubeconfig", kubeconfig);
    webhook = running;
    await vi.waitFor(async () => expect((await fetch(`${running.operationsUrl}/readyz`)).status).toBe(200), SOON);
    expect(await webhook.reasonFor(ca)).toBe("StreamPull");
    expect(new Set(api.requests.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer from-a-plugin"]));
  });
});

/** With a plugin that gives the token, as those of the clouds do: it is client-node that runs it. */
async function writeKubeconfig(file: string, server: string): Promise<void> {
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    status: { token: "from-a-plugin" },
  };
  const args = ["-p", JSON.stringify(JSON.stringify(credential))];
  const exec = { apiVersion: credential.apiVersion, command: process.execPath, args, interactiveMode: "Never" };
  const config = {
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "u", user: { exec } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  await writeFile(file, JSON.stringify(config));
}
