import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, connect, type KubernetesObject } from "../test/real/control-plane/bed/client.ts";
import { startControlPlane } from "../test/real/control-plane/bed/control-plane.ts";
import { findFreePort } from "../test/real/control-plane/bed/ports.ts";
import { prepareCluster } from "../test/real/control-plane/deployment/deployer.ts";
import { createStorageClass, createVolume } from "../test/real/control-plane/deployment/storage.ts";
import { type AuditLog, prepareAuditLog } from "../test/real/control-plane/e2e/audit-log.ts";
import { concurrently } from "../test/real/control-plane/e2e/concurrently.ts";
import { accountName, writeKubeconfig } from "../test/real/control-plane/e2e/service-account.ts";

/**
 * Measures the cost of deploying many `ModelExpress` objects with a real API server and controller manager: time,
 * memory and API calls until all are created, until all are ready (the kubelet's part is simulated), when idle, and
 * after a restart. `node bench/deployments.ts [count]`
 */
const COUNT = Number(process.argv[2] ?? 1000);
const AT_ONCE = 16;
const REST_MS = 60_000;
const RESOURCE = "/apis/modelexpress.nvidia.com/v1alpha1/modelexpresses";
const names = Array.from({ length: COUNT }, (_, index) => `server-${index}`);

const directory = await mkdtemp(path.join(tmpdir(), "bench-"));
const audit = await prepareAuditLog(directory, accountName("controller"));
const controlPlane = await startControlPlane({ apiServerFlags: audit.flags });
const client = connect(controlPlane);
let controller: ChildProcess | undefined;
try {
  await prepareCluster(client);
  await createStorageClass(client, "standard");
  const kubeconfig = path.join(directory, "kubeconfig");
  await writeKubeconfig(kubeconfig, client, { ...controlPlane, component: "controller" });
  controller = await startController(kubeconfig);
  console.log(`${COUNT} ModelExpress objects; the controller alone: ${memoryOf(controller)} MiB`);

  await phase("until each has its objects and a status", controller, async () => {
    await forEach(names, (name) => declare(client, name));
    await until(async () => (await instances()).filter(isTold).length === COUNT && (await deployments()) === COUNT);
  });
  await phase("until each is ready, with volumes and pods made so by hand", controller, async () => {
    await forEach(names, (name) => createVolume(client, { name, storageClass: "standard" }));
    await until(async () => (await servePods(client)) && (await instances()).every(isReady));
  });
  await phase(`at rest, for ${REST_MS / 1000} s`, controller, () => sleep(REST_MS));
  await end(controller);
  const before = callsOf(audit).length;
  const start = performance.now();
  controller = await startController(kubeconfig);
  await until(
    async () =>
      callsOf(audit)
        .slice(before)
        .filter(({ verb }) => verb === "patch").length >=
      4 * COUNT,
  );
  report("started anew, until each object was applied again without a change", {
    child: controller,
    seconds: (performance.now() - start) / 1000,
    before,
  });
} finally {
  if (controller !== undefined) await end(controller);
  client.close();
  await controlPlane.stop();
  await rm(directory, { recursive: true, force: true });
}

async function startController(kubeconfig: string): Promise<ChildProcess> {
  const main = path.join(import.meta.dirname, "../src/main.ts");
  const port = await findFreePort();
  const flags = ["--certificates=none", "--graphs=ignore", "--namespace=model-express-injector", "--host=127.0.0.1"];
  const args = [main, "controller", ...flags, `--kubeconfig=${kubeconfig}`, `--operations-port=${port}`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok === true);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function phase(title: string, child: ChildProcess, work: () => Promise<unknown>): Promise<void> {
  const before = callsOf(audit).length;
  const start = performance.now();
  await work();
  report(title, { child, seconds: (performance.now() - start) / 1000, before });
}

interface Measured {
  readonly child: ChildProcess;
  readonly seconds: number;
  readonly before: number;
}

function report(title: string, { child, seconds, before }: Measured): void {
  const counts = new Map<string, number>();
  for (const { verb, resource } of callsOf(audit).slice(before)) {
    counts.set(`${verb} ${resource}`, (counts.get(`${verb} ${resource}`) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log(`\n${title}: ${seconds.toFixed(1)} s, ${memoryOf(child)} MiB, ${processorSeconds(child)} s of CPU`);
  console.log(`  ${total} calls (${(total / COUNT).toFixed(1)} for each) but the watches`);
  for (const [call, count] of [...counts].sort()) console.log(`    ${count} ${call}`);
}

function callsOf(log: AuditLog) {
  return log.calls().filter(({ verb }) => verb !== "watch");
}

function memoryOf({ pid }: ChildProcess): number {
  const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kibibytes) / 1024);
}

/** CPU time since the process began. */
function processorSeconds({ pid }: ChildProcess): string {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / 100).toFixed(1);
}

async function declare(to: Client, name: string): Promise<void> {
  await to.create("/apis/modelexpress.nvidia.com/v1alpha1/namespaces/default/modelexpresses", {
    apiVersion: "modelexpress.nvidia.com/v1alpha1",
    kind: "ModelExpress",
    metadata: { name },
    spec: { dynamoNamespace: name, pvc: { name, create: true, size: "10Gi", storageClass: "standard" } },
  });
}

interface Told extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function instances(): Promise<Told[]> {
  return client.list<Told>(RESOURCE);
}

async function deployments(): Promise<number> {
  return (await client.list("/apis/apps/v1/deployments")).length;
}

function isTold({ status }: Told): boolean {
  return status?.conditions !== undefined;
}

function isReady({ status }: Told): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") ?? false;
}

/** Whether every pod exists and is now ready. */
async function servePods(to: Client): Promise<boolean> {
  const pods = await to.list<Told>("/api/v1/namespaces/default/pods");
  const status = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
  const waiting = pods.filter((pod) => !isReady(pod));
  await forEach(waiting, async ({ metadata }) => {
    await to.merge(`/api/v1/namespaces/default/pods/${metadata.name}/status`, { status });
  });
  return pods.length === COUNT;
}

async function forEach<T>(elements: readonly T[], act: (element: T) => Promise<unknown>): Promise<void> {
  await concurrently({ count: elements.length, width: AT_ONCE }, async (index) => act(elements[index] as T));
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await sleep(500);
}
