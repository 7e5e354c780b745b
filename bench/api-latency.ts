import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { readMountedScript } from "../src/configuration/pull-script.ts";
import { buildScriptMap } from "../src/pull-script/config-map.ts";
import { concurrently } from "../test/real/control-plane/e2e/concurrently.ts";
import { startInjector } from "../test/real/control-plane/e2e/injector.ts";
import { bucketsOf, difference, quantile, total } from "../test/real/control-plane/e2e/prometheus.ts";
import { writeServingCertificate } from "../test/real/control-plane/e2e/serving-certificate.ts";
import { eventually } from "../test/real/control-plane/e2e/source.ts";
import { createTenant, type Tenant } from "../test/real/control-plane/e2e/tenant.ts";
import { median } from "./statistics.ts";
import { typicalWorker } from "./typical-worker.ts";

/**
 * Measures what a real API server sees of our webhook, of a null webhook, and of two that answer without a decision, with one
 * annotation or with our patch, in turn. Each has a namespace of its own, in which the same pods are created (`dryRun`, so that etcd
 * does not count). `node bench/api-latency.ts [rounds]`
 */
const ROUNDS = Number(process.argv[2] ?? 5);
if (!Number.isInteger(ROUNDS) || ROUNDS < 1)
  throw new Error(`rounds: expected a whole number from 1, got ${process.argv[2]}`);
const METRIC = "apiserver_admission_webhook_admission_duration_seconds";
/** The names of webhooks are domain names. */
const PEERS = [
  { name: "null.example.com", contestant: "floor" },
  { name: "annotation.example.com", contestant: "annotation" },
  { name: "constant.example.com", contestant: "constant" },
];
const PHASES = [
  { title: "one pod at a time", count: 200, width: 1 },
  { title: "2,000 pods, 50 at a time", count: 2000, width: 50 },
];

interface Latency {
  readonly mean: number;
  readonly p99: number;
}

interface Webhook {
  readonly name: string;
  readonly tenant: Tenant;
}

const directory = await mkdtemp(path.join(tmpdir(), "api-latency-"));
const injector = await startInjector({ isMeasured: true, flags: ["--pull-scripts", "use"] });
const caBundle = await writeServingCertificate(directory);
const children: ChildProcess[] = [];
try {
  const webhooks: Webhook[] = [await prepareOurs()];
  for (const peer of PEERS) webhooks.push(await startPeer(peer));
  await eventually(async () => {
    for (const webhook of webhooks) await measure(webhook, { count: 1, width: 1 });
  });
  for (const phase of PHASES) await compare(webhooks, phase);
} finally {
  for (const child of children) child.kill();
  await injector.stop();
  await rm(directory, { recursive: true });
}

async function prepareOurs(): Promise<Webhook> {
  const tenant = await createTenant(injector.client);
  await tenant.createClaim("cache");
  await tenant.createInstance({ serves: "inference-vllm-disagg", claim: "cache" });
  await injector.client.create(tenant.path("configmaps"), buildScriptMap(readMountedScript(), tenant.namespace));
  return { name: "inject.modelexpress.nvidia.com", tenant };
}

/** Starts a webhook for the pods of a namespace of its own. */
async function startPeer({ name, contestant }: (typeof PEERS)[number]): Promise<Webhook> {
  const program = path.join(import.meta.dirname, "server.ts");
  const child = spawn(process.execPath, [program, contestant, "0", directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  const labels = { "bench-webhook": contestant };
  const webhook = {
    name,
    admissionReviewVersions: ["v1"],
    sideEffects: "None",
    failurePolicy: "Fail",
    clientConfig: { url: `${url}/mutate`, caBundle },
    namespaceSelector: { matchLabels: labels },
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
  };
  const registration = { apiVersion: "admissionregistration.k8s.io/v1", kind: "MutatingWebhookConfiguration" };
  const configurations = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
  await injector.client.create(configurations, { ...registration, metadata: { name }, webhooks: [webhook] });
  return { name, tenant: await createTenant(injector.client, labels) };
}

/** The first round is a warm-up. */
async function compare(webhooks: readonly Webhook[], { title, ...phase }: (typeof PHASES)[number]): Promise<void> {
  const results = webhooks.map((webhook) => ({ webhook, rounds: [] as Latency[] }));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { webhook, rounds } of results) rounds.push(await measure(webhook, phase));
  }
  console.log(`\n${title}, medians of ${ROUNDS} rounds`);
  for (const { webhook, rounds } of results) {
    const of = (key: keyof Latency): string => `${median(rounds.slice(1).map((one) => 1000 * one[key])).toFixed(2)} ms`;
    console.log(`  ${webhook.name}: mean ${of("mean")}, p99 ${of("p99")}`);
  }
}

async function measure(
  { name, tenant }: Webhook,
  phase: { readonly count: number; readonly width: number },
): Promise<Latency> {
  const labels = { name, operation: "CREATE", type: "admit" };
  const read = (): Promise<string> => injector.client.get<string>("/metrics");
  const before = await read();
  await concurrently(phase, () => tenant.create(podIn(tenant.namespace), "?dryRun=All"));
  const after = await read();
  const count = total(after, `${METRIC}_count`, labels) - total(before, `${METRIC}_count`, labels);
  if (count < phase.count) throw new Error(`${name} was called ${count} times for ${phase.count} pods`);
  const seconds = total(after, `${METRIC}_sum`, labels) - total(before, `${METRIC}_sum`, labels);
  const buckets = difference(bucketsOf(after, METRIC, labels), bucketsOf(before, METRIC, labels));
  return { mean: seconds / count, p99: quantile(buckets, 0.99) };
}

/** The API server adds managed fields and the token's volume itself. */
function podIn(namespace: string): object {
  const withoutToken = (_key: string, value: unknown): unknown =>
    Array.isArray(value) ? value.filter(({ name }) => !String(name).startsWith("kube-api-access-")) : value;
  const { metadata, ...pod } = JSON.parse(JSON.stringify(typicalWorker(), withoutToken)) as {
    readonly metadata: object;
  };
  return { ...pod, metadata: { ...metadata, managedFields: undefined, namespace } };
}
