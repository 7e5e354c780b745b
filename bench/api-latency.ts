import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { concurrently } from "../test/real/control-plane/e2e/concurrently.ts";
import { type Injector, startInjector } from "../test/real/control-plane/e2e/injector.ts";
import { bucketsOf, difference, quantile, total } from "../test/real/control-plane/e2e/prometheus.ts";
import { writeServingCertificate } from "../test/real/control-plane/e2e/serving-certificate.ts";
import { eventually } from "../test/real/control-plane/e2e/source.ts";
import { createTenant, type Tenant } from "../test/real/control-plane/e2e/tenant.ts";
import { median } from "./statistics.ts";
import { typicalWorker } from "./typical-worker.ts";

/**
 * Measures what a real API server sees of our webhook and of a null webhook, in turn: each has a namespace of its own, in which
 * the same pods are created (`dryRun`, so that etcd does not count). `node bench/api-latency.ts [rounds]`
 */
const ROUNDS = Number(process.argv[2] ?? 5);
const METRIC = "apiserver_admission_webhook_admission_duration_seconds";
const NULL = "null.example.com";
const LABEL = { "null-webhook": "enabled" };
const PHASES = [
  { title: "one pod at a time", count: 200, width: 1 },
  { title: "2,000 pods, 50 at a time", count: 2000, width: 50 },
];

interface Latency {
  readonly mean: number;
  readonly p99: number;
}

const directory = await mkdtemp(path.join(tmpdir(), "api-latency-"));
const injector = await startInjector({ isMeasured: true });
const caBundle = await writeServingCertificate(directory);
const child = spawn(process.execPath, [path.join(import.meta.dirname, "server.ts"), "floor", "0", directory], {
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const ours = await createTenant(injector.client);
  await ours.createClaim("cache");
  await ours.createInstance({ serves: "inference-vllm-disagg", claim: "cache" });
  const bare = await registerNull(injector);
  const webhooks = [
    { name: "inject.modelexpress.nvidia.com", tenant: ours },
    { name: NULL, tenant: bare },
  ];
  await eventually(async () => {
    for (const webhook of webhooks) await measure(webhook, { count: 1, width: 1 });
  });
  for (const { title, ...phase } of PHASES) {
    const results = webhooks.map((webhook) => ({ webhook, seen: [] as Latency[] }));
    // The first round is a warm-up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const { webhook, seen } of results) seen.push(await measure(webhook, phase));
    }
    console.log(`\n${title}, medians of ${ROUNDS} rounds`);
    for (const { webhook, seen } of results) {
      const of = (key: keyof Latency): string => `${median(seen.slice(1).map((one) => 1000 * one[key])).toFixed(2)} ms`;
      console.log(`  ${webhook.name}: mean ${of("mean")}, p99 ${of("p99")}`);
    }
  }
} finally {
  child.kill();
  await injector.stop();
  await rm(directory, { recursive: true });
}

/** Registers a Fastify that admits every pod of a namespace of its own. */
async function registerNull({ client }: Injector): Promise<Tenant> {
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  const webhook = {
    name: NULL,
    admissionReviewVersions: ["v1"],
    sideEffects: "None",
    failurePolicy: "Fail",
    clientConfig: { url: `${url}/mutate`, caBundle },
    namespaceSelector: { matchLabels: LABEL },
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
  };
  const registration = { apiVersion: "admissionregistration.k8s.io/v1", kind: "MutatingWebhookConfiguration" };
  const configurations = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
  await client.create(configurations, { ...registration, metadata: { name: "null" }, webhooks: [webhook] });
  return createTenant(client, LABEL);
}

async function measure(
  { name, tenant }: { readonly name: string; readonly tenant: Tenant },
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
