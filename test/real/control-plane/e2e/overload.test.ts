import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { report } from "../bed/report.ts";
import { concurrently } from "./concurrently.ts";
import { injectionOf } from "./injection-of.ts";
import { type Injector, startInjector } from "./injector.ts";
import { total } from "./prometheus.ts";
import { eventually, isOurs } from "./source.ts";
import { createTenant, type Tenant } from "./tenant.ts";
import { worker } from "./worker.ts";

const webhook = { name: "inject.modelexpress.nvidia.com" };

describe.runIf(isOurs)("more pods at once than the webhook takes on", () => {
  let injector: Injector;
  let tenant: Tenant;

  beforeAll(async () => {
    injector = await startInjector({ flags: ["--max-in-flight", "1"] });
    tenant = await createTenant(injector.client);
    await tenant.createInstance();
  });

  afterAll(() => injector?.stop());

  async function isInjected(): Promise<boolean> {
    return injectionOf(await tenant.create(worker())) !== undefined;
  }

  async function overloaded(): Promise<number> {
    const metrics = await injector.webhook.metrics();
    return total(metrics, "model_express_injector_decisions_total", { reason: "Overloaded" });
  }

  /** Calls that the API server gave up, and then let the pod pass: answers for another uid would be among them. */
  async function failures(): Promise<number> {
    const metrics = await injector.client.get<string>("/metrics");
    return total(metrics, "apiserver_admission_webhook_fail_open_count", webhook);
  }

  it("are all created: the API server takes each answer for one, and users are told which pods lack what", async () => {
    await eventually(async () => expect(await isInjected()).toBe(true));
    const failedBefore = await failures();
    const created: boolean[] = [];

    await eventually(async () => {
      created.push(...(await concurrently({ count: 100, width: 25 }, isInjected)));
      expect(await overloaded()).toBeGreaterThan(0);
    });

    const shed = created.filter((injected) => !injected).length;
    report(`${created.length} pods at 25 at a time, one review at a time: ${shed} of them without injection`);
    expect(shed).toBeGreaterThan(0);
    // The second call for a pod, which adds nothing to an injected one, may have been too much as well.
    expect(shed).toBeLessThanOrEqual(await overloaded());
    expect((await failures()) - failedBefore).toBe(0);
    const told = injector.warnings.filter((text) => text.includes("Model Express: Overloaded: "));
    expect(told.length).toBeGreaterThanOrEqual(shed);
  });

  it("are followed by pods that are injected again", async () => {
    const afterwards = await concurrently({ count: 50, width: 1 }, isInjected);
    expect(afterwards).toEqual(Array(50).fill(true));
  });
});
