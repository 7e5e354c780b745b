import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { KubernetesObject } from "../bed/client.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { createDeclarer, type Declarer, type DeploymentObject } from "./declared-instance.ts";
import { type Deployer, startDeployer } from "./deployer.ts";
import { createStorageClass, createVolume } from "./storage.ts";

interface ClaimObject extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & { readonly ownerReferences?: readonly object[] };
  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
}

/** Volumes are made by hand, and the real controller manager binds claims to them; nobody makes volumes larger. */
describe.runIf(hasControllers)("the claim of a ModelExpress", () => {
  let deployer: Deployer;
  let declarer: Declarer;

  beforeAll(async () => {
    deployer = await startDeployer();
    await createStorageClass(deployer.client, "fixed");
    await createStorageClass(deployer.client, "expandable", { canExpand: true });
    // Without a volume: a claim that waits for one must not get that of another test.
    await createStorageClass(deployer.client, "unserved");
  });

  afterAll(() => deployer?.stop());

  beforeEach(async () => {
    declarer = await createDeclarer(deployer.client);
  });

  const claim = (name: string) => declarer.get<ClaimObject>(`persistentvolumeclaims/${name}`);
  const sizeOf = async (name: string) => (await claim(name)).spec.resources.requests.storage;
  const declare = (name: string, pvc: object) => declarer.declare(name, { dynamoNamespace: name, pvc });
  const calls = () => deployer.audit.calls().filter(({ resource }) => resource === "persistentvolumeclaims");

  async function bound(name: string, storageClass: string): Promise<void> {
    await createVolume(deployer.client, { name: `${declarer.namespace}-${name}`, storageClass });
    await declare(name, { name, create: true, size: "10Gi", storageClass });
    await declarer.expectConditions(name, "ClaimReady=True ClaimBound");
  }

  it("waits for a missing storage class, says so, and continues when it exists", async () => {
    await declare("late", { name: "late", create: true, size: "10Gi", storageClass: "later" });
    await declarer.expectConditions(
      "late",
      "ClaimReady=False StorageClassNotFound",
      "Ready=False StorageClassNotFound",
    );
    expect(await declarer.messageOf("late", "Ready")).toContain("there is no StorageClass later");

    await createStorageClass(deployer.client, "later");
    await declarer.expectConditions("late", "ClaimReady=False ClaimPending");
    await createVolume(deployer.client, { name: "later", storageClass: "later" });
    await declarer.expectConditions("late", "ClaimReady=True ClaimBound");
  });

  it("says that there is no default class, when it needs one", async () => {
    await declare("default", { name: "default", create: true, size: "10Gi" });

    await declarer.expectConditions("default", "ClaimReady=False StorageClassNotFound");
    expect(await declarer.messageOf("default", "ClaimReady")).toContain("no default one; set pvc.storageClass");
  });

  it("says how to recreate it with another class while it is empty", async () => {
    await declare("wrong", { name: "wrong", create: true, size: "10Gi", storageClass: "typo" });
    await declarer.expectConditions("wrong", "ClaimReady=False StorageClassNotFound");
    await declare("wrong", { name: "wrong", create: true, size: "10Gi", storageClass: "unserved" });
    await eventually(async () =>
      expect(await declarer.messageOf("wrong", "ClaimReady")).toContain("its class is typo, not unserved; delete it"),
    );

    await deployer.client.delete(declarer.path("persistentvolumeclaims/wrong"));

    await eventually(async () =>
      expect(await claim("wrong")).toMatchObject({ spec: { storageClassName: "unserved" } }),
    );
  });

  it("is not created unless requested, and is used once it exists", async () => {
    await declare("theirs", { name: "theirs" });
    await declarer.expectConditions("theirs", "ClaimReady=False ClaimNotFound", "Ready=False ClaimNotFound");
    expect(await declarer.messageOf("theirs", "Ready")).toContain("pvc.create: true");
    await expect(claim("theirs")).rejects.toMatchObject({ status: 404 });

    await declarer.createClaim("theirs");

    await declarer.expectConditions("theirs", "ClaimReady=False StorageClassNotFound");
  });

  it("is used unchanged if somebody else created it, and differences are reported", async () => {
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "fixed", size: "500Gi" });
    const spec = {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "fixed",
      resources: { requests: { storage: "5Gi" } },
    };
    const metadata = { name: "foreign", labels: { team: "theirs" } };
    await deployer.client.create(declarer.path("persistentvolumeclaims"), {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata,
      spec,
    });

    await declare("foreign", { name: "foreign", create: true, size: "10Gi", storageClass: "expandable" });

    await declarer.expectConditions("foreign", "ClaimReady=True ClaimDiffers");
    const message = await declarer.messageOf("foreign", "ClaimReady");
    expect(message).toContain("its size is 5Gi, not 10Gi");
    expect(message).toContain("its class is fixed, not expandable");
    expect(message).toContain("it is ReadWriteOnce, not ReadWriteMany");
    expect(await claim("foreign")).toMatchObject({ metadata, spec });
    // So it does not go with the instance.
    expect((await claim("foreign")).metadata).not.toHaveProperty("ownerReferences");
  });

  it("grows with the declared size", async () => {
    await bound("growing", "expandable");

    await declare("growing", { name: "growing", create: true, size: "20Gi", storageClass: "expandable" });

    await eventually(async () => expect(await sizeOf("growing")).toBe("20Gi"));
    await declarer.expectConditions("growing", "ClaimReady=True ClaimGrowing");
    expect(await declarer.messageOf("growing", "ClaimReady")).toBe("the volume grows from 10Gi to 20Gi");
  });

  it.each([
    {
      what: "grow, where its class does not allow that",
      size: "20Gi",
      says: "StorageClass fixed does not allow expansion",
    },
    { what: "shrink", size: "5Gi", says: "its size is 10Gi, not 5Gi: claims never shrink" },
  ])("is never made to $what", async ({ size, says }) => {
    await bound("fixed", "fixed");
    const before = calls().length;

    await declare("fixed", { name: "fixed", create: true, size, storageClass: "fixed" });

    await declarer.expectConditions("fixed", "ClaimReady=True ClaimDiffers");
    expect(await declarer.messageOf("fixed", "ClaimReady")).toContain(says);
    expect(await sizeOf("fixed")).toBe("10Gi");
    expect(calls().length).toBe(before);
  });

  it("is refused beyond a quota, which is reported", async () => {
    await deployer.client.create(declarer.path("resourcequotas"), {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "storage" },
      spec: { hard: { "requests.storage": "1Gi" } },
    });
    // The API server counts against a quota only when the controller manager has seen it.
    await eventually(async () => expect(await declarer.get("resourcequotas/storage")).toHaveProperty("status.hard"));

    await declare("large", { name: "large", create: true, size: "10Gi", storageClass: "fixed" });

    await declarer.expectConditions("large", "ClaimReady=False ClaimRefused");
    expect(await declarer.messageOf("large", "Ready")).toContain("exceeded quota: storage");
  });

  it("is deleted with the instance on request, and kept once that is withdrawn", async () => {
    const pvc = { create: true, size: "10Gi", storageClass: "fixed" };
    await declare("going", { ...pvc, name: "going", deletionPolicy: "Delete" });
    await declare("staying", { ...pvc, name: "staying", deletionPolicy: "Delete" });
    await eventually(async () => expect((await claim("staying")).metadata.ownerReferences).toHaveLength(1));

    await declare("staying", { ...pvc, name: "staying", deletionPolicy: "Retain", create: false });
    await eventually(async () => expect((await claim("staying")).metadata.ownerReferences).toBeUndefined());
    await declarer.undeclare("going");
    await declarer.undeclare("staying");

    await eventually(() => expect(claim("going")).rejects.toMatchObject({ status: 404 }));
    await eventually(() => expect(declarer.get("services/staying")).rejects.toMatchObject({ status: 404 }));
    expect((await claim("staying")).metadata).not.toHaveProperty("deletionTimestamp");
  });

  it("belongs to one server alone, unless each has its own folder", async () => {
    const replicasOf = async (name: string) =>
      (await declarer.get<DeploymentObject>(`apps/v1/deployments/${name}`)).spec.replicas;
    await declare("first", { name: "shared", create: true, size: "10Gi", storageClass: "fixed", subPath: "a" });
    await eventually(async () => expect(await replicasOf("first")).toBe(1));
    await declare("second", { name: "shared", subPath: "a/b" });

    await declarer.expectConditions("second", "Available=False CacheShared", "Ready=False CacheShared");
    expect(await declarer.messageOf("second", "Ready")).toContain("ModelExpress first");
    await expect(declarer.get("apps/v1/deployments/second")).rejects.toMatchObject({ status: 404 });

    await declare("second", { name: "shared", subPath: "b" });
    await eventually(async () => expect(await replicasOf("second")).toBe(1));

    await declare("first", { name: "shared", create: true, size: "10Gi", storageClass: "fixed" });
    await eventually(async () => expect(await replicasOf("second")).toBe(0));
    await declarer.undeclare("first");
    await eventually(async () => expect(await replicasOf("second")).toBe(1));
  });
});
