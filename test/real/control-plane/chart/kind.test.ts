import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { type AdmittedPod, injectionOf, valueIn } from "../e2e/injection-of.ts";
import { type Injector, startInjector } from "../e2e/injector.ts";
import { applyManifest, type Manifest, pathOf } from "../e2e/manifests.ts";
import { isOurs } from "../e2e/source.ts";
import { type Tenant, tenantOf } from "../e2e/tenant.ts";
import { hasKubectl } from "./kubectl.ts";

const run = promisify(execFile);
const folder = path.join(import.meta.dirname, "../../../../manifests/kind");

describe.runIf(isOurs && hasKubectl())("manifests/kind against an API server that calls the webhook", () => {
  let injector: Injector;
  let tenant: Tenant;
  let directory: string;

  beforeAll(async () => {
    injector = await startInjector();
    tenant = tenantOf(injector.client, "inference");
    directory = await mkdtemp(path.join(tmpdir(), "kind-"));
  });

  afterAll(async () => {
    await injector?.stop();
    await rm(directory, { recursive: true });
  });

  it("has objects that the API server accepts without a warning", async () => {
    const text = await readFile(path.join(folder, "instance.yaml"), "utf8");
    const [namespace, ...objects] = parseAllDocuments(text).map((document) => document.toJS() as Manifest);

    await applyManifest(injector.client, namespace as Manifest);
    for (const object of objects) {
      await injector.client.apply(`${pathOf(object)}?dryRun=All&fieldValidation=Strict`, object);
    }

    expect(injector.warnings).toEqual([]);
    expect(objects.map(({ kind }) => kind)).toEqual(["PersistentVolumeClaim", "Service", "Deployment"]);
  });

  // Pretended are the container engine with kind, the chart's installation, which other tests do for real, and the kubelet,
  // whose part is to say that pods run and to hand out their logs. kubectl, the API server and the webhook are real.
  it("shows by up.sh how a pod is injected, each time it is run", async () => {
    const kubelet = new AbortController();
    const kubeletEnd = pretendKubelet(kubelet.signal);
    await pretendTools();
    const up = () =>
      run(path.join(folder, "up.sh"), [], { env: { PATH: `${directory}:${process.env["PATH"]}`, HOME: directory } });

    const { stdout } = await up()
      .then(up)
      .finally(() => kubelet.abort());
    await kubeletEnd;

    const pod = await injector.client.get<AdmittedPod>(tenant.path("pods/worker"));
    expect(injectionOf(pod)).toMatchObject({ mode: "shared", url: "http://model-express.inference.svc:8001" });
    expect(pod.spec.volumes).toContainEqual({
      name: "model-express",
      persistentVolumeClaim: { claimName: "model-express-cache" },
    });
    expect(valueIn(pod, "main", "HF_HOME")).toBe("/model-express");
    expect(stdout).toContain(pod.metadata.annotations?.["modelexpress.nvidia.com/status"]);
    expect(stdout).toContain("init container model-express-pull, image nvcr.io/nvidia/ai-dynamo/modelexpress-server");
    expect(stdout).toContain("MX_PULL_MODEL_0=RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic");
  });

  async function pretendTools(): Promise<void> {
    const { stdout } = await run("/bin/sh", ["-c", "command -v kubectl"]);
    const kubectl = `exec ${stdout.trim()} --kubeconfig=${await writeKubeconfig()} "$@"`;
    const scripts = {
      docker: 'case "$*" in "image inspect"*) echo sha256:0123456789abcdef ;; esac',
      kind: 'case "$*" in "get clusters") echo model-express-injector ;; esac',
      helm: "",
      kubectl: `case "$*" in *" logs "*) exit ;; esac\n${kubectl}`,
    };
    for (const [tool, script] of Object.entries(scripts)) {
      await writeFile(path.join(directory, tool), `#!/bin/sh\n${script}\n`);
      await chmod(path.join(directory, tool), 0o755);
    }
  }

  /** The administrator's, with the context that kind would have made. */
  async function writeKubeconfig(): Promise<string> {
    const config = parse(await readFile(injector.controlPlane.kubeconfig, "utf8")) as {
      readonly contexts: readonly { readonly context: object }[];
    };
    const file = path.join(directory, "kubeconfig");
    const contexts = [{ name: "kind-model-express-injector", context: config.contexts[0]?.context }];
    await writeFile(file, JSON.stringify({ ...config, contexts }), { mode: 0o600 });
    return file;
  }

  async function pretendKubelet(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const { metadata } of await tenant.pods()) {
        const isWorker = metadata.name === "worker";
        const conditions = [{ type: "Ready", status: isWorker ? "False" : "True" }];
        const status = { phase: isWorker ? "Succeeded" : "Running", conditions };
        // It may be gone by now.
        await injector.client.merge(tenant.path(`pods/${metadata.name}/status`), { status }).catch(() => {});
      }
      await sleep(100);
    }
  }
});
