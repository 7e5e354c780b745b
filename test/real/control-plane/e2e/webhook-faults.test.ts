import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { report } from "../bed/report.ts";
import { concurrently, repeatedly } from "./concurrently.ts";
import { type Injection, injectionOf } from "./injection-of.ts";
import { type Injector, startInjector } from "./injector.ts";
import { eventually, hasControllers, isOurs } from "./source.ts";
import { createTenant, type Tenant } from "./tenant.ts";
import { worker, workerTemplate } from "./worker.ts";

describe.runIf(isOurs)("what users see when the webhook is in trouble", () => {
  let injector: Injector;
  let tenant: Tenant;

  beforeAll(async () => {
    injector = await startInjector();
    tenant = await createTenant(injector.client);
    await tenant.createInstance();
    await untilInjected();
  });

  afterAll(() => injector?.stop());

  afterEach(async () => {
    injector.toWebhook.restore();
    injector.toWebhook.lead(injector.webhook.port);
    await injector.webhook.signal("SIGCONT");
    if (!injector.webhook.isRunning) {
      await injector.webhook.start();
    }
    await untilInjected();
  });

  /** Fails when the pod cannot be created; undefined when it was created as its user wrote it. */
  async function createdWith(): Promise<Injection | undefined> {
    return injectionOf(await tenant.create(worker()));
  }

  async function untilInjected(): Promise<void> {
    await eventually(async () => expect(await createdWith()).toBeDefined());
  }

  it("killed: pods are created as they are, and injected again once it is back", async () => {
    await injector.webhook.signal("SIGKILL");

    const meanwhile = await concurrently({ count: 50, width: 10 }, createdWith);
    await injector.webhook.start();
    await untilInjected();

    expect(meanwhile.filter((injection) => injection !== undefined)).toEqual([]);
    const afterwards = await concurrently({ count: 50, width: 10 }, createdWith);
    expect(afterwards.filter((injection) => injection === undefined)).toEqual([]);
  });

  it.runIf(hasControllers)("killed: a Deployment gets all its pods", async () => {
    const other = await createTenant(injector.client);
    await injector.webhook.signal("SIGKILL");

    await injector.client.create(other.path("apps/v1/deployments"), {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "workers" },
      spec: { replicas: 5, selector: { matchLabels: { app: "worker" } }, template: workerTemplate() },
    });

    await eventually(async () => expect(await other.pods()).toHaveLength(5));
  });

  it("hung: pods are created as they are after the time-out, and injected again once it goes on", async () => {
    await injector.webhook.signal("SIGSTOP");

    const meanwhile = await concurrently({ count: 10, width: 10 }, createdWith);
    await injector.webhook.signal("SIGCONT");
    await untilInjected();

    expect(meanwhile.filter((injection) => injection !== undefined)).toEqual([]);
  });

  it("slow, but not too slow: pods wait for it and are injected", async () => {
    injector.toWebhook.delay(300);

    const meanwhile = await concurrently({ count: 10, width: 5 }, createdWith);

    expect(meanwhile.filter((injection) => injection === undefined)).toEqual([]);
  });

  it("too slow: pods are created as they are", async () => {
    injector.toWebhook.delay(8000);

    const meanwhile = await concurrently({ count: 10, width: 10 }, createdWith);

    expect(meanwhile.filter((injection) => injection !== undefined)).toEqual([]);
  });

  it("behind a broken line: pods are created as they are", async () => {
    injector.toWebhook.cut();

    const meanwhile = await concurrently({ count: 50, width: 10 }, createdWith);

    expect(meanwhile.filter((injection) => injection !== undefined)).toEqual([]);
  });

  it.each(["SIGTERM", "SIGKILL"] as const)("restarted by %s under load: every pod is created", async (signal) => {
    const load = repeatedly(8, createdWith);
    await untilInjected();

    await injector.webhook.signal(signal);
    await injector.webhook.start();
    await untilInjected();
    const pods = await load.stop();

    const missed = pods.filter((injection) => injection === undefined);
    report(`restart by ${signal} under load: ${pods.length} pods created, ${missed.length} of them without injection`);
    const afterwards = await concurrently({ count: 50, width: 10 }, createdWith);
    expect(afterwards.filter((injection) => injection === undefined)).toEqual([]);
  });

  it("replaced by another replica under load, as in a rolling update: every pod is injected", async () => {
    const load = repeatedly(8, createdWith);
    const next = await injector.startReplica("next-webhook");

    injector.toWebhook.lead(next.port);
    await injector.webhook.signal("SIGTERM");
    await concurrently({ count: 50, width: 10 }, createdWith);
    const pods = await load.stop();

    report(`rolling update under load: ${pods.length} pods created`);
    expect(pods.filter((injection) => injection === undefined)).toEqual([]);
  });
});
