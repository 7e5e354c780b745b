import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, connect, type KubernetesObject } from "../test/real/control-plane/bed/client.ts";
import { startControlPlane } from "../test/real/control-plane/bed/control-plane.ts";
import { prepareCluster } from "../test/real/control-plane/deployment/deployer.ts";
import { createStorageClass, createVolume } from "../test/real/control-plane/deployment/storage.ts";
import { prepareAuditLog } from "../test/real/control-plane/e2e/audit-log.ts";
import { concurrently } from "../test/real/control-plane/e2e/concurrently.ts";
import { accountName, writeKubeconfig } from "../test/real/control-plane/e2e/service-account.ts";
import { ControllerCosts, endController, startController } from "./controller-costs.ts";

/**
 * Measures the cost of deploying many `ModelExpress` objects with a real API server and controller manager: time,
 * memory and API calls until all are created, until all are ready (the kubelet's part is simulated), when idle, and
 * after a restart. `node bench/deployments.ts [count]`
 */
const COUNT = Number(process.argv[2] ?? 1000);
const AT_ONCE = 16;
const FLAGS = ["--graphs=ignore"];
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
  controller = await startController(kubeconfig, FLAGS);
  const costs = new ControllerCosts({ audit, child: controller, count: COUNT });
  console.log(`${COUNT} ModelExpress objects; the controller alone: ${costs.memory} MiB`);

  await costs.measure("until each has its objects and a status", async () => {
    await forEach(names, (name) => declare(client, name));
    await until(async () => (await instances()).filter(isTold).length === COUNT && (await deployments()) === COUNT);
  });
  await costs.measure("until each is ready, with volumes and pods made so by hand", async () => {
    await forEach(names, (name) => createVolume(client, { name, storageClass: "standard" }));
    await until(async () => (await servePods(client)) && (await instances()).every(isReady));
  });
  await costs.measure(`at rest, for ${REST_MS / 1000} s`, () => sleep(REST_MS));
  await endController(controller);
  const before = audit.calls().length;
  const start = performance.now();
  controller = await startController(kubeconfig, FLAGS);
  await until(async () => countPatches(before) >= 4 * COUNT);
  new ControllerCosts({ audit, child: controller, count: COUNT }).report(
    "restarted, until each object was applied again without a change",
    { seconds: (performance.now() - start) / 1000, before },
  );
} finally {
  if (controller !== undefined) await endController(controller);
  client.close();
  await controlPlane.stop();
  await rm(directory, { recursive: true, force: true });
}

function countPatches(before: number): number {
  return audit
    .calls()
    .slice(before)
    .filter(({ verb }) => verb === "patch").length;
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
