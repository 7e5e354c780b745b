import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { KubernetesObject } from "../bed/client.ts";
import { injectionOf, valueIn } from "../e2e/injection-of.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { worker } from "../e2e/worker.ts";
import { startAdmission } from "./admission.ts";
import { createDeclarer, type Declarer, type DeploymentObject } from "./declared-instance.ts";
import { type Deployer, startDeployer } from "./deployer.ts";
import { createStorageClass, createVolume } from "./storage.ts";

const optedIn = { "modelexpress.nvidia.com/inject": "enabled" };
const owned = ["services", "serviceaccounts", "apps/v1/deployments"];

/** There is no kubelet: what it would say of a pod, the tests write into the pod's status. */
describe.runIf(hasControllers)("a declared ModelExpress", () => {
  let deployer: Deployer;
  let admission: { stop(): Promise<void> };
  let declarer: Declarer;

  beforeAll(async () => {
    deployer = await startDeployer();
    await createStorageClass(deployer.client, "standard");
    admission = await startAdmission(deployer);
  });

  afterAll(async () => {
    await admission?.stop();
    await deployer?.stop();
  });

  beforeEach(async () => {
    declarer = await createDeclarer(deployer.client, optedIn);
  });

  function pvcOf(name: string) {
    return { name, size: "10Gi", storageClass: "standard", accessMode: "ReadWriteMany", create: true };
  }

  async function injectionFor(dynamoNamespace: string) {
    return injectionOf(await declarer.create(worker({ dynamoNamespace })));
  }

  it("becomes, as the proposal writes it, an instance whose pods get its address and its claim", async () => {
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "standard" });
    await declarer.declare("model-express", {
      dynamoNamespace: "inference-vllm-agg",
      image: "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.5.1",
      pvc: pvcOf("model-express-pvc"),
      huggingFaceTokenSecret: "hf-token-secret",
    });
    await declarer.expectConditions("model-express", "ClaimReady=True ClaimBound", "Available=False Progressing");
    await declarer.serve("model-express");
    await declarer.expectConditions("model-express", "Available=True Serving", "Ready=True Ready");

    const url = `http://model-express.${declarer.namespace}.svc:8001`;
    expect((await declarer.declared("model-express")).status).toMatchObject({ url, claim: "model-express-pvc" });
    const pod = await declarer.create(worker({ dynamoNamespace: "inference-vllm-agg" }));
    expect(injectionOf(pod)).toMatchObject({ mode: "shared", url });
    expect(valueIn(pod, "main", "MODEL_EXPRESS_URL")).toBe(url);
    expect(pod.spec.volumes).toContainEqual({
      name: "model-express",
      persistentVolumeClaim: { claimName: "model-express-pvc" },
    });
  });

  it("serves every dynamo namespace, or one", async () => {
    await declarer.declare("for-all", { dynamoNamespace: "global", pvc: pvcOf("all") });
    await declarer.declare("for-a", { dynamoNamespace: "graph-a", pvc: pvcOf("a") });
    await declarer.declare("for-b", { dynamoNamespace: "graph-b", pvc: pvcOf("b") });

    for (const [scope, name] of [
      ["graph-a", "for-a"],
      ["graph-b", "for-b"],
      ["graph-c", "for-all"],
    ] as const) {
      await eventually(async () =>
        expect(await injectionFor(scope)).toMatchObject({ from: `Service ${declarer.namespace}/${name}` }),
      );
    }
    const [a, b] = await Promise.all(
      ["for-a", "for-b"].map((name) => declarer.get<DeploymentObject>(`apps/v1/deployments/${name}`)),
    );
    expect(a?.spec.template.spec["volumes"]).not.toEqual(b?.spec.template.spec["volumes"]);
  });

  it("updates its deployment when edited", async () => {
    await declarer.declare("edited", {
      dynamoNamespace: "graph-a",
      pvc: pvcOf("edited"),
      env: [{ name: "A", value: "1" }],
    });
    await eventually(async () => expect(await injectionFor("graph-a")).toBeDefined());
    const image = "registry.example.com/modelexpress-server:0.7.0";
    await declarer.declare("edited", {
      dynamoNamespace: "graph-b",
      pvc: { ...pvcOf("edited"), subPath: "models" },
      image,
    });

    await eventually(async () => expect(await injectionFor("graph-b")).toBeDefined());
    expect(await injectionFor("graph-a")).toBeUndefined();
    await eventually(async () => {
      const { spec } = await declarer.get<DeploymentObject>("apps/v1/deployments/edited");
      expect(spec.template.spec).toMatchObject({ containers: [{ image, volumeMounts: [{ subPath: "models" }, {}] }] });
      expect(JSON.stringify(spec)).not.toContain('"A"');
    });
    const { metadata } = await declarer.get("services/edited");
    expect(metadata.annotations).toMatchObject({
      "modelexpress.nvidia.com/claim-sub-path": "models",
      "modelexpress.nvidia.com/image": image,
    });
  });

  it.each<[string, string, object, (object: KubernetesObject) => unknown, unknown]>([
    [
      "the label of its Service",
      "services",
      { metadata: { labels: { "modelexpress.nvidia.com/dynamo-namespace": "x" } } },
      ({ metadata }) => metadata.labels?.["modelexpress.nvidia.com/dynamo-namespace"],
      "graph-a",
    ],
    [
      "the label by which it is known",
      "services",
      { metadata: { labels: { "modelexpress.nvidia.com/model-express": null } } },
      ({ metadata }) => metadata.labels?.["modelexpress.nvidia.com/model-express"],
      "drifting",
    ],
    [
      "its replicas",
      "apps/v1/deployments",
      { spec: { replicas: 3 } },
      (object) => (object as DeploymentObject).spec.replicas,
      1,
    ],
    [
      "the token of its account",
      "serviceaccounts",
      { automountServiceAccountToken: true },
      (object) => (object as { automountServiceAccountToken?: boolean }).automountServiceAccountToken,
      false,
    ],
  ])("restores %s after a foreign change", async (_, resource, change, read, expected) => {
    await declarer.declare("drifting", { dynamoNamespace: "graph-a", pvc: pvcOf("drifting") });
    await declarer.expectConditions("drifting", "Available=False Progressing");
    await eventually(() => declarer.get(`${resource}/drifting`));

    for (let round = 0; round < 2; round++) {
      await deployer.client.merge(declarer.path(`${resource}/drifting`), change);
      await eventually(async () => expect(read(await declarer.get(`${resource}/drifting`))).toBe(expected));
    }
  });

  it.each(owned)("recreates one of its %s after a deletion, and keeps additions by others", async (resource) => {
    await declarer.declare("kept", { dynamoNamespace: "graph-a", pvc: pvcOf("kept") });
    await declarer.expectConditions("kept", "Available=False Progressing");
    const path = `${resource}/kept`;
    await eventually(() => declarer.get(path));
    const { uid } = (await declarer.get(path)).metadata;

    await deployer.client.delete(declarer.path(path));

    await eventually(async () => expect((await declarer.get(path)).metadata.uid).not.toBe(uid));
    await deployer.client.merge(declarer.path(path), { metadata: { annotations: { note: "by somebody else" } } });
    await declarer.declare("kept", { dynamoNamespace: "graph-b", pvc: pvcOf("kept") });
    await eventually(async () =>
      expect((await declarer.get("services/kept")).metadata.labels).toMatchObject({
        "modelexpress.nvidia.com/dynamo-namespace": "graph-b",
      }),
    );
    expect((await declarer.get(path)).metadata.annotations).toMatchObject({ note: "by somebody else" });
  });

  it("is deleted with everything it created except its claim", async () => {
    await declarer.declare("gone", { dynamoNamespace: "graph-a", pvc: pvcOf("gone") });
    await eventually(async () => expect(await injectionFor("graph-a")).toBeDefined());
    await eventually(() => declarer.get("apps/v1/deployments/gone"));

    await declarer.undeclare("gone");

    for (const resource of owned) {
      await eventually(() => expect(declarer.get(`${resource}/gone`)).rejects.toMatchObject({ status: 404 }));
    }
    expect(await injectionFor("graph-a")).toBeUndefined();
    expect((await declarer.get("persistentvolumeclaims/gone")).metadata).not.toHaveProperty("deletionTimestamp");
  });

  it("comes back with its former claim, although its namesake was deleted a moment before", async () => {
    await declarer.declare("again", { dynamoNamespace: "graph-a", pvc: pvcOf("again") });
    await eventually(() => declarer.get("apps/v1/deployments/again"));
    const { uid } = (await declarer.get("persistentvolumeclaims/again")).metadata;
    const before = (await declarer.get("apps/v1/deployments/again")).metadata.uid;

    await declarer.undeclare("again");
    await declarer.declare("again", { dynamoNamespace: "graph-a", pvc: pvcOf("again") });

    await eventually(async () =>
      expect((await declarer.get("apps/v1/deployments/again")).metadata.uid).not.toBe(before),
    );
    expect((await declarer.get("persistentvolumeclaims/again")).metadata.uid).toBe(uid);
    await declarer.serve("again");
    await declarer.expectConditions("again", "Available=True Serving");
  });

  it("takes over no foreign object, and names the one with its name", async () => {
    await declarer.createInstance({ name: "taken", serves: "graph-x" });
    const before = await declarer.get("services/taken");

    await declarer.declare("taken", { dynamoNamespace: "graph-a", pvc: pvcOf("taken") });

    await declarer.expectConditions("taken", "Available=False NameTaken");
    expect(await declarer.messageOf("taken", "Available")).toContain("Service taken");
    expect(await declarer.get("services/taken")).toEqual(before);
    await expect(declarer.get("apps/v1/deployments/taken")).rejects.toMatchObject({ status: 404 });
  });

  it("reports when pods get an older one", async () => {
    await declarer.createInstance({ name: "old", serves: "graph-a" });
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "standard" });
    await declarer.declare("young", { dynamoNamespace: "graph-a", pvc: pvcOf("young") });
    await declarer.serve("young");

    await declarer.expectConditions("young", "Available=True Serving", "Ready=False OlderInstance");
    expect(await declarer.messageOf("young", "Ready")).toContain("Service old");

    await declarer.deleteInstance("old");
    await declarer.expectConditions("young", "Ready=True Ready");
    expect(await injectionFor("graph-a")).toMatchObject({ from: `Service ${declarer.namespace}/young` });
  });
});
