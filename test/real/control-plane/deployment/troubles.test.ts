import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, hasControllers } from "../e2e/source.ts";
import { createDeclarer, type Declarer } from "./declared-instance.ts";
import { type Deployer, startDeployer } from "./deployer.ts";
import { createStorageClass, createVolume } from "./storage.ts";

const restricted = { "pod-security.kubernetes.io/enforce": "restricted" };

describe.runIf(hasControllers)("what a ModelExpress says about its pods", () => {
  let deployer: Deployer;

  beforeAll(async () => {
    deployer = await startDeployer();
    await createStorageClass(deployer.client, "standard");
  });

  afterAll(() => deployer?.stop());

  async function declared(spec: object = {}, labels: Readonly<Record<string, string>> = {}): Promise<Declarer> {
    const declarer = await createDeclarer(deployer.client, labels);
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "standard" });
    const pvc = { name: "models", create: true, size: "10Gi", storageClass: "standard" };
    await declarer.declare("server", { dynamoNamespace: "global", pvc, ...spec });
    return declarer;
  }

  it("nothing but that they serve, where Pod Security is restricted", async () => {
    const declarer = await declared({}, restricted);
    await declarer.serve("server");

    await declarer.expectConditions("server", "Available=True Serving", "Ready=True Ready");
  });

  it.each([
    [
      "a container that may become root",
      { spec: { containers: [{ name: "model-express", securityContext: { allowPrivilegeEscalation: true } }] } },
    ],
    ["root", { spec: { securityContext: { runAsUser: 0, runAsNonRoot: false } } }],
    ["a directory of the node", { spec: { volumes: [{ name: "home", hostPath: { path: "/" } }] } }],
    ["the node's network", { spec: { hostNetwork: true } }],
    [
      "a privileged container of its own",
      { spec: { containers: [{ name: "mine", image: "x", securityContext: { privileged: true } }] } },
    ],
  ])("that Pod Security refuses them, when somebody wants %s", async (_, podTemplate) => {
    const declarer = await declared({ podTemplate }, restricted);

    await declarer.expectConditions("server", "Available=False PodsRefused", "Ready=False PodsRefused");
    expect(await declarer.messageOf("server", "Ready")).toContain('violates PodSecurity "restricted');
    expect(await declarer.pods()).toEqual([]);
  });

  it("that a quota refuses them, and that they serve when it is gone", async () => {
    const declarer = await createDeclarer(deployer.client);
    await deployer.client.create(declarer.path("resourcequotas"), {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "memory" },
      spec: { hard: { "limits.memory": "1Mi" } },
    });
    await eventually(async () => expect(await declarer.get("resourcequotas/memory")).toHaveProperty("status.hard"));
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "standard" });
    const pvc = { name: "models", create: true, size: "10Gi", storageClass: "standard" };
    await declarer.declare("server", { dynamoNamespace: "global", pvc });
    await declarer.expectConditions("server", "Ready=False PodsRefused");
    expect(await declarer.messageOf("server", "Ready")).toContain("exceeded quota: memory");

    await deployer.client.delete(declarer.path("resourcequotas/memory"));

    // The controller manager tries again by and by, and at once when the Deployment changes.
    await declarer.declare("server", { dynamoNamespace: "global", pvc, env: [{ name: "AGAIN", value: "1" }] });
    await declarer.serve("server");
    await declarer.expectConditions("server", "Ready=True Ready");
  });

  it.each([
    {
      what: "an image that cannot be pulled",
      status: { containerStatuses: [waiting("model-express", "ImagePullBackOff", "not found: nvcr.io/x")] },
      condition: "Ready=False ImageUnavailable",
      message: "container model-express: ImagePullBackOff: not found: nvcr.io/x",
    },
    {
      what: "Redis' image, which cannot be pulled either",
      status: { initContainerStatuses: [waiting("redis", "ErrImagePull", "unauthorized")] },
      condition: "Ready=False ImageUnavailable",
      message: "container redis: ErrImagePull: unauthorized",
    },
    {
      what: "a Secret that does not exist",
      status: { containerStatuses: [waiting("model-express", "CreateContainerConfigError", 'secret "hf" not found')] },
      condition: "Ready=False ContainerConfigError",
      message: 'secret "hf" not found',
    },
    {
      what: "a server that crashes",
      status: {
        containerStatuses: [
          {
            ...waiting("model-express", "CrashLoopBackOff", "back-off 10s restarting"),
            lastState: { terminated: { exitCode: 1, message: "Error: registry backend connection timed out" } },
          },
        ],
      },
      condition: "Ready=False Crashing",
      message: "registry backend connection timed out",
    },
    {
      what: "that no node takes it",
      status: {
        conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes" }],
      },
      condition: "Ready=False Unschedulable",
      message: "0/3 nodes",
    },
    // There is no kubelet: what it would say is written by hand.
  ])("$what", async ({ status, condition, message }) => {
    const declarer = await declared();
    await eventually(async () => expect(await declarer.pods()).toHaveLength(1));
    const [pod] = await declarer.pods();
    await deployer.client.merge(declarer.path(`pods/${pod?.metadata.name}/status`), { status });

    await declarer.expectConditions("server", condition);
    expect(await declarer.messageOf("server", "Ready")).toContain(message);

    await declarer.serve("server");
    await deployer.client.merge(declarer.path(`pods/${pod?.metadata.name}/status`), {
      status: { phase: "Running", containerStatuses: [], initContainerStatuses: [], conditions: READY },
    });
    await declarer.expectConditions("server", "Ready=True Ready");
  });

  it.each([
    ["an unknown field", { spec: { securityContex: {} } }, "securityContex"],
    ["a value that is not allowed", { spec: { dnsPolicy: "Sometimes" } }, "dnsPolicy"],
    [
      "two sources of one variable",
      {
        spec: {
          containers: [
            {
              name: "model-express",
              env: [{ name: "X", value: "1", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
            },
          ],
        },
      },
      "valueFrom",
    ],
  ])("that the API server refuses a template with %s, and why", async (_, podTemplate, says) => {
    const declarer = await declared({ podTemplate });

    await declarer.expectConditions("server", "Available=False Refused", "Ready=False Refused");
    expect(await declarer.messageOf("server", "Ready")).toContain(says);

    await declarer.declare("server", { dynamoNamespace: "global", pvc: { name: "models" } });
    await declarer.expectConditions("server", "Available=False Progressing");
  });
});

const READY = [{ type: "Ready", status: "True" }];

function waiting(name: string, reason: string, message: string) {
  return { name, image: "", imageID: "", ready: false, restartCount: 0, state: { waiting: { reason, message } } };
}
