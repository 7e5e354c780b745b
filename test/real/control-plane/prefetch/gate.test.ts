import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startAdmission } from "../deployment/admission.ts";
import { createDeclarer, type Declarer } from "../deployment/declared-instance.ts";
import { type Deployer, startDeployer } from "../deployment/deployer.ts";
import { createStorageClass, createVolume } from "../deployment/storage.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { model, worker } from "../e2e/worker.ts";
import { createNode, GATE, gatedPod, gatesOf, type StoredPod } from "./gated.ts";
import { type Pulls, pullsOf, pvc } from "./pulls.ts";

const optedIn = { "modelexpress.nvidia.com/inject": "enabled" };
const gated = { "modelexpress.nvidia.com/gate": "enabled" };
const LEASE = "/apis/coordination.k8s.io/v1/namespaces/model-express-injector/leases/model-express-injector-gates";
const everywhere = { tolerations: [{ operator: "Exists" }], terminationGracePeriodSeconds: 0 };

describe.runIf(hasControllers)("pods with a scheduling gate", () => {
  let deployer: Deployer;
  let admission: { stop(): Promise<void> };
  let declarer: Declarer;
  let pulls: Pulls;

  beforeAll(async () => {
    deployer = await startDeployer({ hasScheduler: true });
    await createStorageClass(deployer.client, "standard");
    await createNode(deployer.client);
    admission = await startAdmission(deployer, ["--gate-lease", "model-express-injector/model-express-injector-gates"]);
  });

  afterAll(async () => {
    await admission?.stop();
    await deployer?.stop();
  });

  beforeEach(async () => {
    await eventually(() => deployer.client.get(LEASE));
    declarer = await createDeclarer(deployer.client, optedIn);
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "standard" });
    pulls = pullsOf(deployer.client, declarer);
    await declarer.declare("server", { dynamoNamespace: "global", pvc });
    await declarer.serve("server");
    await declarer.expectConditions("server", "Ready=True Ready");
  });

  async function workers(): Promise<readonly StoredPod[]> {
    const selector = encodeURIComponent("app=worker");
    return deployer.client.list<StoredPod>(`${declarer.path("pods")}?labelSelector=${selector}`);
  }

  const pod = (annotations: Readonly<Record<string, string>> = {}, spec: object = {}) =>
    worker({ labels: { app: "worker" }, annotations: { ...gated, ...annotations }, spec: { ...everywhere, ...spec } });

  /** As soon as the webhook knows the instance, its pods get gates. */
  const createGated = (object: object = pod()) =>
    eventually(async () => {
      const created = await declarer.create(object);
      if (gatesOf(created).includes(GATE)) return created;
      await deployer.client.delete(declarer.path(`pods/${created.metadata.name}`));
      throw new Error("it has no gate");
    });

  async function createDeployment(replicas: number): Promise<void> {
    await createGated();
    const { metadata, spec } = pod();
    await deployer.client.create(declarer.path("apps/v1/deployments"), {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "workers" },
      spec: {
        replicas,
        selector: { matchLabels: { app: "worker", of: "workers" } },
        template: {
          metadata: { ...metadata, generateName: undefined, labels: { ...metadata.labels, of: "workers" } },
          spec,
        },
      },
    });
  }

  const expectAllGated = (count: number) =>
    eventually(async () => {
      const all = await workers();
      expect(all.map(gatesOf)).toEqual(Array(count).fill([GATE]));
      expect(all.filter(({ spec }) => spec.nodeName !== undefined)).toEqual([]);
    });

  const expectAllScheduled = (count: number) =>
    eventually(async () => {
      const all = await workers();
      expect(all).toHaveLength(count);
      expect(all.filter(({ spec }) => spec.nodeName === undefined).map(gatesOf)).toEqual([]);
    });

  const pullsOfNamespace = () =>
    deployer.audit
      .calls()
      .filter(({ verb, code, uri }) => verb === "create" && code === 201 && uri.includes(`${declarer.namespace}/jobs`));

  it("get no node before the model is there, and one pull brings it for twenty of them", async () => {
    await createDeployment(20);
    await pulls.run(model);
    await expectAllGated(21);

    await pulls.end(model);
    const endedAt = performance.now();

    await expectAllScheduled(21);
    console.info(`21 pods have nodes ${Math.round(performance.now() - endedAt)} ms after the end of the pull`);
    expect(pullsOfNamespace()).toHaveLength(1);
    // What is in the cache is known: the next ones wait for nothing.
    await createGated();
    await expectAllScheduled(22);
    expect(pullsOfNamespace()).toHaveLength(1);
  });

  it("are let go by a controller that starts again in the middle", async () => {
    await createDeployment(20);
    await pulls.run(model);
    await expectAllGated(21);
    await deployer.halt();
    await pulls.end(model);
    await deployer.restart();

    await expectAllScheduled(21);
    expect(pullsOfNamespace()).toHaveLength(1);
  });

  it("are let go when the pull fails", async () => {
    await createDeployment(3);
    await pulls.run(model);
    await pulls.end(model, { exitCode: 4, message: "model-express-pull: FAILED: no answer; the hub hangs\n" });

    await expectAllScheduled(4);
  });

  it("are let go at their deadline", async () => {
    await createGated(pod({ "modelexpress.nvidia.com/pull-timeout": "15s" }));
    await pulls.run(model);
    await expectAllGated(1);

    await expectAllScheduled(1);
    expect(await pulls.jobs()).toHaveLength(1);
  });

  it("leave no gate behind when 200 come and go", async () => {
    await declarer.declare("server", { dynamoNamespace: "global", pvc, models: [model] });
    await pulls.run(model);
    await pulls.end(model);
    await createDeployment(200);
    await expectAllScheduled(201);
    await deployer.client.merge(declarer.path("apps/v1/deployments/workers"), { spec: { replicas: 0 } });
    const scheduled = await workers();
    expect(scheduled.flatMap(gatesOf)).toEqual([]);
    expect(pullsOfNamespace()).toHaveLength(1);
  });

  it("keep the gates of others", async () => {
    const others = { schedulingGates: [{ name: "kueue.x-k8s.io/admission" }, { name: "example.com/mine" }] };
    const { metadata } = await createGated(pod({}, others));
    await pulls.run(model);
    await pulls.end(model);

    await eventually(async () => {
      const stored = await declarer.get<StoredPod>(`pods/${metadata.name}`);
      expect(gatesOf(stored)).toEqual(["kueue.x-k8s.io/admission", "example.com/mine"]);
    });
  });

  it("of a gang go together: when Grove's gates are gone, and the models of all are there", async () => {
    const grove = { schedulingGates: [{ name: "grove.io/podgang-pending-creation" }] };
    const member = (name: string) => {
      const object = pod({ "modelexpress.nvidia.com/models": name }, grove);
      const labels = { ...object.metadata.labels, "grove.io/podgang": "gang" };
      return { ...object, metadata: { ...object.metadata, labels } };
    };
    const prefill = await createGated(member("org/prefill"));
    const decode = await createGated(member("org/decode"));
    const expectGates = (...gates: readonly string[]) =>
      eventually(async () => expect((await workers()).map(gatesOf)).toEqual([gates, gates]));
    // The controller of Grove is not here: it does this when the gang is complete.
    const completeGang = async () => {
      for (const { metadata } of [prefill, decode]) {
        await deployer.client.merge(declarer.path(`pods/${metadata.name}`), {
          spec: { schedulingGates: [{ name: GATE }] },
        });
      }
    };
    await pulls.run("org/prefill");
    await pulls.end("org/prefill");
    await pulls.run("org/decode");
    await expectGates("grove.io/podgang-pending-creation", GATE);

    await completeGang();
    // One model of the gang is missing.
    await expectGates(GATE);
    await pulls.end("org/decode");

    await expectAllScheduled(2);
  });

  it("of a gang wait for Grove after their models are there", async () => {
    const grove = { schedulingGates: [{ name: "grove.io/podgang-pending-creation" }] };
    const object = pod({}, grove);
    const labels = { ...object.metadata.labels, "grove.io/podgang": "gang" };
    const { metadata } = await createGated({ ...object, metadata: { ...object.metadata, labels } });
    await pulls.run(model);
    await pulls.end(model);
    await eventually(async () => {
      const { status } = await declarer.declared("server");
      expect(status?.models).toMatchObject([{ name: model, phase: "Ready" }]);
    });
    expect(gatesOf(await declarer.get<StoredPod>(`pods/${metadata.name}`))).toEqual([
      "grove.io/podgang-pending-creation",
      GATE,
    ]);

    await deployer.client.merge(declarer.path(`pods/${metadata.name}`), {
      spec: { schedulingGates: [{ name: GATE }] },
    });

    await expectAllScheduled(1);
  });

  it("may be those of Jobs", async () => {
    const { metadata, spec } = pod();
    await createGated();
    await deployer.client.create(declarer.path("batch/v1/jobs"), {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "batch" },
      spec: {
        completions: 2,
        parallelism: 2,
        template: { metadata: { ...metadata, generateName: undefined }, spec: { ...spec, restartPolicy: "Never" } },
      },
    });
    await expectAllGated(3);
    await pulls.run(model);
    await pulls.end(model);

    await expectAllScheduled(3);
  });

  it("are let go when their ModelExpress is deleted", async () => {
    await createGated();
    await declarer.undeclare("server");

    await expectAllScheduled(1);
  });

  it("that name an instance of another namespace wait for nothing, and make it pull nothing", async () => {
    const other = await createDeclarer(deployer.client, optedIn);
    await other.create({ ...gatedPod("forged", { namespace: declarer.namespace, instance: "server" }) });

    await eventually(async () => expect(gatesOf(await other.get<StoredPod>("pods/forged"))).toEqual([]));
    expect(await pulls.jobs()).toEqual([]);
  });

  it("get none while no controller is there", async () => {
    await createGated();
    await deployer.halt();
    await deployer.client.delete(LEASE);
    try {
      await eventually(async () => expect(gatesOf(await declarer.create(pod()))).toEqual([]));
    } finally {
      await deployer.restart();
    }
  });
});
