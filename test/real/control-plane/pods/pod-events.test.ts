import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Client, KubernetesObject } from "../bed/client.ts";
import { hasKubectl, kubectl } from "../chart/kubectl.ts";
import { rightsOf } from "../e2e/granted-rights.ts";
import { samplesOf } from "../e2e/prometheus.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { createTenant, type Tenant } from "../e2e/tenant.ts";
import { defaultDynamoNamespace, worker, workerTemplate } from "../e2e/worker.ts";
import { defineGraphs } from "../graph/definition.ts";
import { type Observer, startObserver } from "./observer.ts";

interface Event {
  readonly metadata: { readonly name: string };
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly uid: string };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

const GRAPH_LABEL = "nvidia.com/dynamo-graph-deployment-name";

/** No webhook is registered, so each pod that would be injected is missed. */
describe.runIf(hasControllers)("Events about pods", () => {
  let observer: Observer;
  let metricsUrl: string;
  let tenant: Tenant;

  beforeAll(async () => {
    observer = await startObserver();
    await defineGraphs(observer.client, { version: "1.0" });
    // Two of them: what both see is reported once.
    [metricsUrl] = (await Promise.all([observer.observe(), observer.observe()])) as [string, string];
  });

  afterAll(() => observer?.stop());

  beforeEach(async () => {
    tenant = await createTenant(observer.client);
  });

  const events = () => observer.client.list<Event>(tenant.path("events"));

  /** Those of ours, as `Kind/name Reason`; a pod of a workload without its random suffix. */
  async function reports(): Promise<readonly string[]> {
    const ours = (await events()).filter(({ metadata }) => /\.[0-9a-f]{16}$/.test(metadata.name));
    return ours
      .filter(({ type, count }) => type === "Warning" && count === 1)
      .map(({ involvedObject: { kind, name }, reason }) => `${kind}/${name} ${reason}`)
      .map((text) => text.replace(/^(Pod\/deployed)-\S+/, "$1"))
      .sort();
  }

  const createWorkload = (kind: "Deployment" | "StatefulSet", name: string, ownerReferences: readonly object[] = []) =>
    observer.client.create(tenant.path(`apps/v1/${kind.toLowerCase()}s`), {
      apiVersion: "apps/v1",
      kind,
      metadata: { name, ownerReferences },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "worker" } },
        serviceName: name,
        template: labelled(workerTemplate(), { [GRAPH_LABEL]: "vllm-agg" }),
      },
    });

  it("are on each missed pod, and once on its Deployment and its graph", async () => {
    await observer.client.create(tenant.path("nvidia.com/v1alpha1/dynamographdeployments"), {
      apiVersion: "nvidia.com/v1alpha1",
      kind: "DynamoGraphDeployment",
      metadata: { name: "vllm-agg" },
      spec: { services: {} },
    });
    await tenant.createInstance({ serves: defaultDynamoNamespace });
    await createWorkload("Deployment", "deployed");

    await eventually(async () =>
      expect(await reports()).toEqual([
        "Deployment/deployed PodMissed",
        "DynamoGraphDeployment/vllm-agg PodMissed",
        "Pod/deployed PodMissed",
        "Pod/deployed PodMissed",
      ]),
    );
  });

  it("are on a StatefulSet's pods and on the StatefulSet", async () => {
    await tenant.createInstance({ serves: defaultDynamoNamespace });
    await createWorkload("StatefulSet", "ranks");

    await eventually(async () =>
      expect(await reports()).toEqual([
        // The second waits for the first to be ready.
        "Pod/ranks-0 PodMissed",
        "StatefulSet/ranks PodMissed",
      ]),
    );
  });

  it("are on a Job's pod and on the Job", async () => {
    await tenant.createInstance({ serves: defaultDynamoNamespace });
    await observer.client.create(tenant.path("batch/v1/jobs"), {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "profile" },
      spec: { template: { ...workerTemplate(), spec: { ...workerTemplate().spec, restartPolicy: "Never" } } },
    });

    await eventually(async () =>
      expect((await reports()).map((each) => each.replace(/^(Pod\/profile)-\S+/, "$1"))).toEqual([
        "Job/profile PodMissed",
        "Pod/profile PodMissed",
      ]),
    );
  });

  it("are on the PodClique of Grove that owns the pod, without a permission to read it", async () => {
    await defineKind(observer.client, { group: "grove.io", kind: "PodClique", plural: "podcliques" });
    const clique = await observer.client.create(tenant.path("grove.io/v1/podcliques"), {
      apiVersion: "grove.io/v1",
      kind: "PodClique",
      metadata: { name: "vllm-agg-0-worker" },
    });
    await tenant.createInstance({ serves: defaultDynamoNamespace });
    const pod = worker({ name: "vllm-agg-0-worker-x7k2p" });
    await tenant.create({
      ...pod,
      metadata: { ...pod.metadata, ownerReferences: [owner("grove.io/v1", "PodClique", clique)] },
    });

    await eventually(async () =>
      expect(await reports()).toEqual([
        "Pod/vllm-agg-0-worker-x7k2p PodMissed",
        "PodClique/vllm-agg-0-worker PodMissed",
      ]),
    );
  });

  it("are on the LeaderWorkerSet, not on the StatefulSet that it makes", async () => {
    const group = "leaderworkerset.x-k8s.io";
    await defineKind(observer.client, { group, kind: "LeaderWorkerSet", plural: "leaderworkersets" });
    const set = await observer.client.create(tenant.path(`${group}/v1/leaderworkersets`), {
      apiVersion: `${group}/v1`,
      kind: "LeaderWorkerSet",
      metadata: { name: "group" },
    });
    await tenant.createInstance({ serves: defaultDynamoNamespace });
    await createWorkload("StatefulSet", "group", [owner(`${group}/v1`, "LeaderWorkerSet", set)]);

    await eventually(async () =>
      expect(await reports()).toEqual(["LeaderWorkerSet/group PodMissed", "Pod/group-0 PodMissed"]),
    );
  });

  it("name what a pod lacks, in the decision's words", async () => {
    await tenant.create(worker({ name: "alone" }));
    await tenant.create(worker({ name: "misspelt", annotations: { "modelexpress.nvidia.com/mode": "shard" } }));

    await eventually(async () =>
      expect(await reports()).toEqual(["Pod/alone NoModelExpress", "Pod/misspelt InvalidAnnotation"]),
    );
    const messages = (await events()).map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringContaining('modelexpress.nvidia.com/mode is "shard"; accepted: '));
  });

  it("report a pull that fails once, however often it is restarted", async () => {
    await tenant.createInstance({ serves: defaultDynamoNamespace });
    await tenant.create(injected("pulling"));
    const failAt = (finishedAt: Date, restartCount: number) =>
      observer.client.merge(tenant.path("pods/pulling/status"), { status: failing(finishedAt, restartCount) });
    // One half of an hour for both, so that they are one occurrence.
    const start = new Date(Math.floor(Date.now() / 1_800_000) * 1_800_000);
    await failAt(start, 1);
    await eventually(async () => expect(await reports()).toEqual(["Pod/pulling PullFailed"]));
    await failAt(new Date(start.getTime() + 1000), 2);
    await tenant.create(worker({ name: "later" }));

    await eventually(async () => expect(await reports()).toEqual(["Pod/later PodMissed", "Pod/pulling PullFailed"]));
    const [failure] = (await events()).filter(({ reason }) => reason === "PullFailed");
    expect(failure?.message).toBe(
      "model-express-pull ended with exit code 4: model-express-pull: FAILED: not complete at the deadline",
    );
    const metrics = await (await fetch(metricsUrl)).text();
    expect(samplesOf(metrics, "model_express_injector_pulls")).toContainEqual(
      expect.objectContaining({ labels: { state: "failing" }, value: 1 }),
    );
  });

  it.runIf(hasKubectl())("are what kubectl describe shows", async () => {
    await tenant.create(worker({ name: "alone" }));
    await eventually(async () => {
      const { kubeconfig } = observer.controlPlane;
      const { stdout } = await kubectl(kubeconfig, "-n", tenant.namespace, "describe", "pod", "alone");
      expect(stdout).toMatch(/Warning\s+NoModelExpress\s+\S+\s+model-express-injector\s+no Model Express was found/);
    });
  });

  it("are none in a namespace that is not opted in", async () => {
    const other = await createTenant(observer.client, {});
    await other.create(worker({ name: "alone" }));
    await tenant.create(worker({ name: "alone" }));

    await eventually(async () => expect(await reports()).toEqual(["Pod/alone NoModelExpress"]));
    const elsewhere = await observer.client.list<Event>(other.path("events"));
    expect(elsewhere.filter(({ reason }) => reason === "NoModelExpress")).toEqual([]);
  });

  it("take each of the permissions that the chart grants, and no other", async () => {
    await tenant.createInstance({ serves: "global", claim: "models" });
    await tenant.createClaim("models");
    const url = `http://absent.${tenant.namespace}.svc:8001`;
    await tenant.create(worker({ name: "named", annotations: { "modelexpress.nvidia.com/url": url } }));
    await tenant.create(worker({ name: "claiming", annotations: { "modelexpress.nvidia.com/claim": "other" } }));
    await createWorkload("Deployment", "deployed");
    await createWorkload("StatefulSet", "ranks");

    const granted = observer.rules.flatMap(rightsOf).map(({ verb, resource }) => `${verb} ${resource}`);
    await eventually(async () => {
      const calls = observer.audit.calls().filter(({ resource }) => resource !== "");
      expect([...new Set(calls.map(({ verb, resource }) => `${verb} ${resource}`))].sort()).toEqual(granted.sort());
    });
    expect(observer.audit.calls().filter(({ code }) => code === 403)).toEqual([]);
  });
});

interface Kind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
}

/** Another project's resource, of which only the identity matters here. */
async function defineKind(client: Client, { group, kind, plural }: Kind): Promise<void> {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  await client.apply(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${plural}.${group}`, {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    // Groups of Kubernetes' own domain need it.
    metadata: { name: `${plural}.${group}`, annotations: { "api-approved.kubernetes.io": "unapproved, for a test" } },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  });
  await eventually(() => client.list(`/apis/${group}/v1/${plural}`));
}

function owner(apiVersion: string, kind: string, { metadata: { name, uid } }: KubernetesObject): object {
  return { apiVersion, kind, name, uid, controller: true };
}

function labelled(template: ReturnType<typeof workerTemplate>, labels: Readonly<Record<string, string>>) {
  return { ...template, metadata: { labels: { ...template.metadata.labels, ...labels } } };
}

/** A pod as the webhook leaves it, as far as it is read. */
function injected(name: string) {
  const env = [
    { name: "MX_PULL_TIMEOUT", value: "7200" },
    { name: "MX_PULL_MODEL_0", value: "Qwen/Qwen3-0.6B" },
  ];
  const status = JSON.stringify({ version: "0.1.0", mode: "stream", from: "Service a/b" });
  return worker({
    name,
    annotations: { "modelexpress.nvidia.com/status": status },
    spec: { initContainers: [{ name: "model-express-pull", image: "registry.example.com/model-express", env }] },
  });
}

function failing(finishedAt: Date, restartCount: number) {
  const at = finishedAt.toISOString();
  const message = "model-express-pull: asking\nmodel-express-pull: FAILED: not complete \u001b[31mat the deadline\n";
  return {
    phase: "Pending",
    initContainerStatuses: [
      {
        name: "model-express-pull",
        image: "registry.example.com/model-express",
        imageID: "",
        ready: false,
        restartCount,
        state: { waiting: { reason: "CrashLoopBackOff" } },
        lastState: { terminated: { exitCode: 4, reason: "Error", message, startedAt: at, finishedAt: at } },
      },
    ],
  };
}
