import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { concurrently } from "../test/real/control-plane/e2e/concurrently.ts";
import { createTenant, type Tenant } from "../test/real/control-plane/e2e/tenant.ts";
import { worker } from "../test/real/control-plane/e2e/worker.ts";
import { startObserver } from "../test/real/control-plane/pods/observer.ts";
import { ControllerCosts, endController, startController } from "./controller-costs.ts";

/**
 * Measures what it costs the controller to observe many pods of a real API server. No webhook is registered, so each
 * pod is missed, which is the worst case: each is worth an Event. `node bench/pods.ts [count]`
 */
const COUNT = Number(process.argv[2] ?? 10_000);
const NAMESPACES = 20;
const AT_ONCE = 16;
const REST_MS = 60_000;

const observer = await startObserver();
let controller: ChildProcess | undefined;
try {
  const tenants: Tenant[] = [];
  for (let index = 0; index < NAMESPACES; index++) tenants.push(await createTenant(observer.client));
  for (const tenant of tenants) await tenant.createInstance();
  controller = await startController(observer.kubeconfig, ["--graphs=ignore", "--model-express=ignore"]);
  const costs = new ControllerCosts({ audit: observer.audit, child: controller, count: COUNT });
  console.log(`${COUNT} pods in ${NAMESPACES} namespaces; the controller alone: ${costs.memory} MiB`);
  await costs.measure("until all pods are created", () =>
    concurrently({ count: COUNT, width: AT_ONCE }, async (index) => {
      await tenants[index % NAMESPACES]?.create(worker({ name: `worker-${index}` }));
    }),
  );
  for (const minute of [1, 2, 3]) await costs.measure(`minute ${minute} afterwards`, () => sleep(REST_MS));
} finally {
  if (controller !== undefined) await endController(controller);
  await observer.stop();
}
