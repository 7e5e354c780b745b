import type { X509Certificate } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { review } from "../../../admission/harness.ts";
import { report } from "../bed/report.ts";
import { repeatedly } from "../e2e/concurrently.ts";
import { grantedRights, isUseOf } from "../e2e/granted-rights.ts";
import { injectionOf } from "../e2e/injection-of.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { createTenant, type Tenant } from "../e2e/tenant.ts";
import { worker } from "../e2e/worker.ts";
import { type HaBed, startHaBed } from "./ha-bed.ts";
import { servedBy, trustedBy, watchTrust } from "./served.ts";

const namespace = "model-express-injector";
const authoritySecret = `/api/v1/namespaces/${namespace}/secrets/model-express-injector-ca`;
/** Between two pods of each of the load's six threads, in milliseconds: about 150 pods a second. */
const pause = 25;

describe.runIf(isOurs)("three webhooks behind one address, without which no pod can be created", () => {
  let bed: HaBed;
  let tenant: Tenant;

  beforeAll(async () => {
    bed = await startHaBed();
    tenant = await createTenant(bed.client);
    await tenant.createInstance();
    await eventually(async () => expect(injectionOf(await tenant.create(worker()))).toBeDefined());
  });

  afterAll(() => bed?.stop());

  /** Creates pods steadily; tells what went wrong with any of them. */
  function load(what: string): { stop(): Promise<readonly string[]> } {
    const creating = repeatedly(6, async () => {
      await sleep(pause);
      try {
        return injectionOf(await tenant.create(worker())) === undefined ? "not injected" : "injected";
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    });
    return {
      async stop() {
        const outcomes = await creating.stop();
        report(`${what}: ${outcomes.length} pods were created`);
        expect(outcomes.length).toBeGreaterThan(50);
        return outcomes.filter((outcome) => outcome !== "injected");
      },
    };
  }

  async function theOneCa(): Promise<X509Certificate> {
    const [ca, ...others] = await trustedBy(bed.client);
    if (ca === undefined || others.length > 0) throw new Error(`${others.length + 1} CAs are trusted`);
    return ca;
  }

  /** Until another CA than the given one is trusted alone, and has signed what everybody serves. */
  async function untilRotated(old: X509Certificate): Promise<void> {
    await eventually(async () => {
      const ca = await theOneCa();
      expect(ca.fingerprint256).not.toBe(old.fingerprint256);
      const served = await Promise.all(bed.replicas.map(servedBy));
      expect(served.map((leaf) => leaf?.verify(ca.publicKey))).toEqual([true, true, true]);
    });
  }

  it("are restarted one after another, and every pod is created and injected", async () => {
    const pods = load("a rolling restart");

    for (const { process } of bed.replicas) {
      await process.signal("SIGTERM");
      await process.start();
    }

    expect(await pods.stop()).toEqual([]);
  });

  it("get certificates of a new CA when the old one is deleted, and every pod is created and injected", async () => {
    const old = await theOneCa();
    const trust = watchTrust(bed.client, bed.replicas);
    const pods = load("a rotation of the CA");

    await bed.client.delete(authoritySecret);
    await untilRotated(old);

    expect(await pods.stop()).toEqual([]);
    expect(await trust.stop()).toEqual([]);
  });

  it("lose nothing when the controller dies in the middle of a rotation, and another one goes on", async () => {
    const old = await theOneCa();
    const trust = watchTrust(bed.client, bed.replicas);
    const pods = load("a rotation that was interrupted");

    await bed.client.delete(authoritySecret);
    await eventually(async () => expect(await trustedBy(bed.client)).toHaveLength(2));
    await bed.killController();
    bed.startController();
    await untilRotated(old);

    expect(await pods.stop()).toEqual([]);
    expect(await trust.stop()).toEqual([]);
  });

  /** What is in no watch's memory is read by itself: a claim, a Service, and a namespace that do not exist. */
  async function askForWhatIsNotThere(): Promise<void> {
    const other = await createTenant(bed.client);
    await other.createClaim("models");
    await other.createInstance({ claim: "models" });
    await eventually(async () => expect(injectionOf(await other.create(worker()))).toBeDefined());
    await other.createInstance({ name: "without", serves: "without", claim: "absent" });
    await other.create(worker({ dynamoNamespace: "without" }));
    await other.createInstance({ name: "imaged", serves: "imaged", image: "registry.example.com/mx:1" });
    await other.create(worker({ dynamoNamespace: "imaged" }));
    const url = `http://absent.${other.namespace}.svc:8001`;
    await other.create(worker({ annotations: { "modelexpress.nvidia.com/url": url } }));
    for (const { process } of bed.replicas) {
      const webhook = `https://127.0.0.1:${process.port}`;
      const pod = review({ namespace: "absent", object: worker() });
      await request(webhook).post("/mutate").disableTLSCerts().send(pod).expect(200);
    }
  }

  it("asked for nothing that they may not, and for everything that they may", async () => {
    await askForWhatIsNotThere();

    const calls = bed.audit.calls();
    const certificates = grantedRights("controller", "ClusterRole").filter(({ resource }) =>
      resource.startsWith("admissionregistration.k8s.io/"),
    );
    // Graphs are read where there are any, and ConfigMaps where the pull script is in them: see their tests.
    const webhook = grantedRights("webhook", "ClusterRole").filter(
      ({ resource }) => !resource.startsWith("nvidia.com/") && resource !== "configmaps",
    );
    // The Lease is of the part that removes scheduling gates.
    const roles = grantedRights("controller", "Role").filter(({ resource }) => !resource.includes("leases"));
    const granted = [...webhook, ...certificates, ...roles];

    expect(webhook).not.toEqual([]);
    expect(certificates).not.toEqual([]);
    expect(granted.filter((right) => !calls.some((call) => isUseOf(right, call)))).toEqual([]);
    expect(calls.filter(({ code }) => code === 403)).toEqual([]);
  });
});
