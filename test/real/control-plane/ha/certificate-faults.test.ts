import { createPrivateKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createAuthority, createLeaf } from "../../../../src/certificates/make-certificate.ts";
import { buildCaBundlePatch } from "../../../../src/certificates/reconcile/registration.ts";
import type { JsonObject } from "../../../../src/kubernetes/json.ts";
import { applyManifest, manifestOf, pathOf } from "../e2e/manifests.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { type CertificatesBed, startCertificatesBed } from "./certificates-bed.ts";
import type { ControllerProcess } from "./controller-process.ts";
import { trustedBy } from "./served.ts";

const hour = 3_600_000;
const day = 24 * hour;
const name = "model-express-injector.model-express-injector.svc";
const registration = pathOf(manifestOf("MutatingWebhookConfiguration"));

describe.runIf(isOurs)("the certificates in a cluster", () => {
  let bed: CertificatesBed;

  beforeAll(async () => {
    bed = await startCertificatesBed();
  });

  afterAll(() => bed?.stop());

  /** The API server trusts the CA in its Secret, and that signed a certificate that serves now, with its key. */
  async function areRight(): Promise<void> {
    const [ca, leaf] = [await bed.certificateIn("ca"), await bed.certificateIn("tls")];
    const trusted = await trustedBy(bed.client);
    expect(trusted.map(({ fingerprint256 }) => fingerprint256)).toContain(ca.fingerprint256);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.checkHost(name)).toBe(name);
    expect([leaf.validFromDate.getTime() <= Date.now(), leaf.validToDate.getTime() > Date.now()]).toEqual([true, true]);
    expect(leaf.checkPrivateKey(createPrivateKey(await bed.read("tls", "tls.key")))).toBe(true);
  }

  /** A controller that ends with the test, however that ends. */
  function startForTest(...options: Parameters<CertificatesBed["start"]>): void {
    const controller = bed.start(...options);
    onTestFinished(() => controller.kill());
  }

  async function removeAll(): Promise<void> {
    await bed.client.delete(bed.secrets.ca).catch(() => undefined);
    await bed.client.delete(bed.secrets.tls).catch(() => undefined);
    await bed.client.delete(registration).catch(() => undefined);
    await applyManifest(bed.client, manifestOf("MutatingWebhookConfiguration"));
  }

  it.each([1, 2, 3])("are one set when two controllers start at the same moment, round %i", async () => {
    await removeAll();
    bed.newLog();
    startForTest();
    startForTest();

    await eventually(areRight);
    // Both have come to rest: neither undoes what the other did.
    let log = "";
    await eventually(async () => {
      log += bed.newLog();
      expect(log.match(/all is well/g)).toHaveLength(2);
    });
    const before = [await bed.certificateIn("ca"), await bed.certificateIn("tls")];
    await areRight();
    const after = [await bed.certificateIn("ca"), await bed.certificateIn("tls")];

    expect(after.map(({ fingerprint256 }) => fingerprint256)).toEqual(before.map((each) => each.fingerprint256));
    expect(await trustedBy(bed.client)).toHaveLength(1);
  });

  it("are not given to a registration that was deleted since it was seen: half a one would be made", async () => {
    const seen = await bed.client.get<JsonObject>(registration);
    await bed.client.delete(registration);

    await expect(bed.client.apply(registration, buildCaBundlePatch(seen, "CA"))).rejects.toMatchObject({ status: 409 });

    await expect(bed.client.get(registration)).rejects.toMatchObject({ status: 404 });
    await applyManifest(bed.client, manifestOf("MutatingWebhookConfiguration"));
  });

  describe("that a controller keeps", () => {
    let controller: ControllerProcess;

    beforeAll(async () => {
      controller = bed.start();
      await eventually(areRight);
    });

    afterAll(() => controller.kill());

    /** Until the serving certificate is another one, and all is right. */
    async function healed(old: string): Promise<void> {
      await eventually(async () => {
        expect((await bed.certificateIn("tls")).fingerprint256).not.toBe(old);
        await areRight();
      });
    }

    it("come back when the serving certificate's Secret is deleted, of the same CA", async () => {
      const [ca, leaf] = [await bed.certificateIn("ca"), await bed.certificateIn("tls")];

      await bed.client.delete(bed.secrets.tls);

      await healed(leaf.fingerprint256);
      expect((await bed.certificateIn("ca")).fingerprint256).toBe(ca.fingerprint256);
    });

    it("come back when the serving certificate is truncated", async () => {
      const leaf = await bed.certificateIn("tls");

      await bed.write("tls", { "tls.crt": leaf.toString().slice(0, 200) });

      await healed(leaf.fingerprint256);
    });

    it("come back when the serving certificate is somebody else's", async () => {
      const leaf = await bed.certificateIn("tls");
      const validity = { from: Date.now() - hour, until: Date.now() + day };
      const foreign = await createLeaf(await createAuthority(validity), [name], validity);

      await bed.write("tls", { "tls.crt": foreign.cert, "tls.key": foreign.key });

      await eventually(areRight);
      expect((await bed.certificateIn("tls")).fingerprint256).not.toBe(leaf.fingerprint256);
    });

    it("come back when the serving certificate has expired", async () => {
      const ca = { cert: await bed.read("ca", "tls.crt"), key: await bed.read("ca", "tls.key") };
      const expired = await createLeaf(ca, [name], { from: Date.now() - day, until: Date.now() - 1000 });

      await bed.write("tls", { "tls.crt": expired.cert, "tls.key": expired.key });

      await eventually(areRight);
      expect(bed.newLog()).toMatch(/expired on \d{4}-\d\d-\d\dT/);
    });

    it("come back when the caBundle is wiped", async () => {
      const wiped = manifestOf<{ webhooks: object[] } & ReturnType<typeof manifestOf>>("MutatingWebhookConfiguration");
      const { metadata } = await bed.client.get(registration);

      await bed.client.merge(registration, {
        metadata: { labels: metadata.labels },
        webhooks: wiped.webhooks,
      });

      await eventually(areRight);
    });

    it("are given to a registration that was deleted and comes back", async () => {
      await bed.client.delete(registration);
      await eventually(async () => expect(bed.newLog()).toContain("the MutatingWebhookConfiguration does not exist"));

      await applyManifest(bed.client, manifestOf("MutatingWebhookConfiguration"));

      await eventually(areRight);
    });

    it("are renewed, CA and all, when the CA is truncated; what is served stays trusted meanwhile", async () => {
      const [ca, leaf] = [await bed.certificateIn("ca"), await bed.certificateIn("tls")];

      await bed.write("ca", { "tls.crt": "-----BEGIN CERTIFICATE-----" });

      await eventually(async () => {
        expect((await bed.certificateIn("ca")).fingerprint256).not.toBe(ca.fingerprint256);
        expect(await trustedBy(bed.client)).toHaveLength(2);
      });
      expect((await bed.certificateIn("tls")).fingerprint256).toBe(leaf.fingerprint256);
      await healed(leaf.fingerprint256);
    });

    it("cannot be mended in a Secret that is immutable, which the log names", async () => {
      await bed.client.merge(bed.secrets.tls, { immutable: true });
      await bed.client.delete(bed.secrets.ca);

      await eventually(async () => expect(bed.newLog()).toMatch(/model-express-injector-tls.*immutable/));

      await bed.client.delete(bed.secrets.tls);
      await eventually(areRight);
    });
  });

  it("are renewed by themselves, CA and all, before they expire", async () => {
    await removeAll();
    startForTest({ flags: ["--ca-lifetime", "45s", "--certificate-lifetime", "30s"] });
    await eventually(areRight);
    const [ca, leaf] = [await bed.certificateIn("ca"), await bed.certificateIn("tls")];

    await eventually(async () => {
      expect((await bed.certificateIn("ca")).fingerprint256).not.toBe(ca.fingerprint256);
      expect((await bed.certificateIn("tls")).fingerprint256).not.toBe(leaf.fingerprint256);
      await areRight();
    });

    expect(Date.now()).toBeLessThan(ca.validToDate.getTime());
  });

  it.each([hour, -hour])("are right although the controller's clock is off by %i ms, which it says", async (shift) => {
    await removeAll();
    bed.newLog();
    startForTest({ clockShift: shift });

    await eventually(areRight);

    const lifetime = 90 * day;
    const leaf = await bed.certificateIn("tls");
    expect(Math.abs(leaf.validToDate.getTime() - Date.now() - lifetime)).toBeLessThan(hour / 2);
    expect(bed.newLog()).toContain("clock differs from the API server's");
  });
});
