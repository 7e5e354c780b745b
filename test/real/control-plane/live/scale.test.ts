import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, connect } from "../bed/client.ts";
import { type ControlPlane, startControlPlane } from "../bed/control-plane.ts";
import { createNamespace } from "../bed/namespace.ts";
import { findControlPlane } from "../bed/source.ts";
import { total } from "../e2e/prometheus.ts";
import { writeServingCertificate } from "../e2e/serving-certificate.ts";
import { startWebhookProcess } from "../e2e/webhook-process.ts";
import { claim, createOtherServices, instance } from "./services.ts";

const mebibyte = 1024 * 1024;
const instances = 10;
const source = await findControlPlane();

/** What a webhook process needs of a machine. */
interface Footprint {
  readonly services: number;
  readonly known: Readonly<Record<string, number>>;
  readonly startMilliseconds: number;
  readonly residentMebibytes: number;
  readonly heapMebibytes: number;
}

describe.skipIf(source.kind === "unavailable")(
  "a webhook process in a cluster that grows",
  { timeout: 600_000 },
  () => {
    let controlPlane: ControlPlane;
    let client: Client;
    let directory: string;
    let namespace: string;

    beforeAll(async () => {
      controlPlane = await startControlPlane();
      client = connect(controlPlane);
      directory = await mkdtemp(path.join(tmpdir(), "scale-"));
      await writeServingCertificate(directory);
      namespace = await createNamespace(client, { "modelexpress.nvidia.com/inject": "enabled" });
      for (let i = 0; i < instances; i++) {
        const annotations = { "modelexpress.nvidia.com/claim": `cache-${i}` };
        await client.create(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`, claim(`cache-${i}`));
        await client.create(`/api/v1/namespaces/${namespace}/services`, instance(`mx-${i}`, `scope-${i}`, annotations));
      }
    }, 240_000);

    afterAll(async () => {
      client?.close();
      await controlPlane?.stop();
      await rm(directory, { recursive: true });
    });

    async function measure(services: number): Promise<Footprint> {
      const logFile = path.join(directory, `webhook-${services}.log`);
      const start = performance.now();
      const webhook = await startWebhookProcess({
        tlsDirectory: directory,
        logFile,
        kubeconfig: controlPlane.kubeconfig,
      });
      const startMilliseconds = performance.now() - start;
      const metrics = await webhook.metrics();
      await webhook.signal("SIGTERM");
      const known = (kind: string) => total(metrics, "model_express_injector_known_objects", { kind });
      return {
        services,
        known: { Service: known("Service"), Namespace: known("Namespace") },
        startMilliseconds,
        residentMebibytes: total(metrics, "process_resident_memory_bytes") / mebibyte,
        heapMebibytes: total(metrics, "nodejs_heap_size_used_bytes") / mebibyte,
      };
    }

    it("keeps as many objects in memory beside 2,000 Services as beside none", async () => {
      const alone = await measure(instances);
      await createOtherServices(client, namespace, 0, 2000);
      const footprints = [alone, await measure(instances + 2000)];

      for (const { services, startMilliseconds, residentMebibytes, heapMebibytes } of footprints) {
        const [start, resident, heap] = [startMilliseconds, residentMebibytes, heapMebibytes].map(Math.round);
        console.log(
          `${services} Services, ${instances} instances: ready after ${start} ms, ${resident} MiB, heap ${heap} MiB`,
        );
      }
      for (const { known } of footprints) expect(known).toMatchObject({ Service: instances, Namespace: 1 });
    });
  },
);
