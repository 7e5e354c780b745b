import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { report } from "../bed/report.ts";
import { concurrently, repeatedly } from "./concurrently.ts";
import { injectionOf } from "./injection-of.ts";
import { type Injector, startInjector } from "./injector.ts";
import { bucketsOf, difference, quantile, type Sample, total } from "./prometheus.ts";
import { eventually, isOurs } from "./source.ts";
import { createTenant, instanceService, type Tenant } from "./tenant.ts";
import { worker } from "./worker.ts";

const instances = 10;
// Every tenth pod opts out.
const optsOut = (index: number) => index % 10 === 0;
const durations = "apiserver_admission_webhook_admission_duration_seconds";
const ours = { name: "inject.modelexpress.nvidia.com", operation: "CREATE", type: "admit" };

describe.runIf(isOurs)("2,000 pods as fast as a client can, while Services change", () => {
  let injector: Injector;
  let tenant: Tenant;

  beforeAll(async () => {
    injector = await startInjector({ isMeasured: true });
    tenant = await createTenant(injector.client);
    await tenant.createClaim("cache");
    for (let index = 0; index < instances; index++) {
      await tenant.createInstance({ name: `instance-${index}`, serves: `graph-${index}`, claim: "cache" });
    }
    await eventually(async () => {
      const pod = await tenant.create(worker({ dynamoNamespace: `graph-${instances - 1}` }), "?dryRun=All");
      expect(injectionOf(pod)?.mode).toBe("shared");
    });
  });

  afterAll(() => injector?.stop());

  /** Creates pods; fails if one cannot be created. */
  async function createPods(count: number, width = 50): Promise<Created> {
    const created = await concurrently({ count, width }, async (index) => {
      const instance = index % instances;
      const labels: Record<string, string> = optsOut(index) ? { "modelexpress.nvidia.com/inject": "disabled" } : {};
      const pod = await tenant.create(worker({ dynamoNamespace: `graph-${instance}`, labels }));
      const from = injectionOf(pod)?.from;
      const expected = optsOut(index) ? undefined : `Service ${tenant.namespace}/instance-${instance}`;
      if (from === expected) return "right";
      return from === undefined ? "unchanged" : `${pod.metadata.name}: ${from}, not ${expected}`;
    });
    const unchanged = created.filter((one) => one === "unchanged").length;
    return { unchanged, wrong: created.filter((one) => one !== "right" && one !== "unchanged") };
  }

  /**
   * Reviews that the API server gave up after its timeout, and those that the webhook shed. On a machine that is busy
   * with other work there can be some: both are by design, and counted.
   */
  async function givenUp(): Promise<number> {
    const apiServer = await injector.client.get<string>("/metrics");
    const webhook = await injector.webhook.metrics();
    const shed = total(webhook, "model_express_injector_decisions_total", { reason: "Overloaded" });
    return shed + total(apiServer, "apiserver_admission_webhook_fail_open_count", { name: ours.name });
  }

  /** A pod is as it should be, unless a review that was given up accounts for it. */
  async function expectRight({ wrong, unchanged }: Created, count: number): Promise<void> {
    report(`of ${count} pods ${unchanged} were created unchanged; ${await givenUp()} reviews were given up`);
    expect(wrong).toEqual([]);
    expect(unchanged).toBeLessThanOrEqual(await givenUp());
    expect(unchanged).toBeLessThan(count / 2);
  }

  /** Creates, changes and deletes the Services of other instances, again and again. */
  function changeServices() {
    let round = 0;
    return repeatedly(2, async () => {
      const name = `changing-${round++}`;
      const services = `/api/v1/namespaces/${tenant.namespace}/services`;
      await injector.client.create(services, instanceService({ name, serves: name }));
      await injector.client.merge(`${services}/${name}`, { spec: { ports: [{ name: "grpc", port: 9001 }] } });
      await injector.client.delete(`${services}/${name}`);
    });
  }

  async function megabytes(): Promise<{ readonly resident: number; readonly heap: number }> {
    const metrics = await injector.webhook.metrics();
    const read = (name: string) => Math.round(total(metrics, name) / 2 ** 20);
    return { resident: read("process_resident_memory_bytes"), heap: read("nodejs_heap_size_used_bytes") };
  }

  it("are all created, and injected unless their review is given up; the webhook's memory does not grow with them", async () => {
    const changes = changeServices();
    const start = performance.now();
    const first = await createPods(500);
    const after500 = await megabytes();
    const second = await createPods(1500);
    const seconds = (performance.now() - start) / 1000;
    const after2000 = await megabytes();
    const { length: changed } = await changes.stop();

    report(
      `2000 pods in ${seconds.toFixed(1)} s, ${Math.round(2000 / seconds)} a second; ${3 * changed} changes of Services`,
    );
    report(`the webhook's memory in MiB after 500 pods: ${shown(after500)}; after 2000: ${shown(after2000)}`);
    report(`the API server's ${durations}: ${latency(await injector.client.get("/metrics"))}`);
    report(`the webhook's own time from body to answer: ${ownLatency(await injector.webhook.metrics())}`);
    await expectRight(first, 500);
    await expectRight(second, 1500);
    expect(changed).toBeGreaterThan(0);
    // Heap that waits for the collector is not growth: the factor is generous, four times the pods are not.
    expect(after2000.resident).toBeLessThan(after500.resident * 1.5 + 32);
  });

  it("are injected when they come one at a time, which shows what the webhook costs an idle cluster", async () => {
    const before = await injector.client.get<string>("/metrics");

    const created = await createPods(200, 1);

    report(
      `the API server's ${durations}, one pod at a time: ${latency(await injector.client.get("/metrics"), before)}`,
    );
    await expectRight(created, 200);
  });
});

/** Pods that were created without what they should have, and the names of those that have something else. */
interface Created {
  readonly unchanged: number;
  readonly wrong: readonly string[];
}

function shown({ resident, heap }: { readonly resident: number; readonly heap: number }): string {
  return `${resident} resident, ${heap} heap`;
}

/** Of our webhook since the API server's start, or since an earlier look: with the network, TLS and JSON of both sides. */
function latency(metrics: string, earlier = ""): string {
  const since = difference(bucketsOf(metrics, durations, ours), bucketsOf(earlier, durations, ours));
  const count = total(metrics, `${durations}_count`, ours) - total(earlier, `${durations}_count`, ours);
  const seconds = total(metrics, `${durations}_sum`, ours) - total(earlier, `${durations}_sum`, ours);
  return `${count} calls, mean ${milliseconds(seconds / count)}, ${quantiles(since)}`;
}

function ownLatency(metrics: string): string {
  return quantiles(bucketsOf(metrics, "model_express_injector_decision_duration_seconds", {}));
}

function quantiles(buckets: readonly Sample[]): string {
  return `p50 ${milliseconds(quantile(buckets, 0.5))}, p99 ${milliseconds(quantile(buckets, 0.99))}`;
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(2)} ms`;
}
