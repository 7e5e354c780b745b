import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, connect } from "../bed/client.ts";
import type { Call } from "../e2e/audit-log.ts";
import { isForScripts, type Rule, rightsOf } from "../e2e/granted-rights.ts";
import { applyManifest, manifestOf } from "../e2e/manifests.ts";
import { eventually, hasControllers } from "../e2e/source.ts";
import { GATE, gatedPod, gatesOf } from "../prefetch/gated.ts";
import { pullsOf } from "../prefetch/pulls.ts";
import { createDeclarer, type Declarer, type DeploymentObject } from "./declared-instance.ts";
import { type Deployer, startDeployer } from "./deployer.ts";
import { createStorageClass, createVolume } from "./storage.ts";

const role = manifestOf<ReturnType<typeof manifestOf> & { readonly rules: readonly Rule[] }>(
  "ClusterRole",
  "controller",
);
const pvc = { name: "models", create: true, size: "10Gi", storageClass: "standard" };

describe.runIf(hasControllers)("the controller's rights", () => {
  let deployer: Deployer;

  beforeAll(async () => {
    deployer = await startDeployer();
    await createStorageClass(deployer.client, "standard");
  });

  afterAll(() => deployer?.stop());

  it("are enough for the life of a ModelExpress, and each of them is needed", async () => {
    const declarer = await createDeclarer(deployer.client);
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "standard" });
    await declarer.declare("server", { dynamoNamespace: "global", pvc });
    await declarer.serve("server");
    await declarer.declare("server", { dynamoNamespace: "graph", pvc });
    await declarer.serve("server");
    await declarer.expectConditions("server", "Ready=True Ready");
    await bringModels(deployer, declarer);

    await declarer.undeclare("server");

    const calls = deployer.audit.calls().filter(({ resource, code }) => !(resource === "pods/log" && code === 400));
    expect(calls.filter(({ code, verb }) => code >= 400 && !(verb === "get" && code === 404))).toEqual([]);
    const used = new Set(
      deployer.audit
        .calls()
        .filter(({ resource }) => resource !== "" && resource !== LEASES)
        .map(({ verb, resource }) => `${verb} ${resource}`),
    );
    // Creating by server-side apply is a `patch` that is allowed to `create`: the next test takes that away.
    const isOther = (rule: Rule): boolean => isForGraphs(rule) || isForPods(rule) || isForScripts(rule);
    const granted = grantedBy(role.rules.filter((rule) => !isOther(rule))).filter(
      (right) => !right.startsWith("create ") || ["create batch/jobs", "create events"].includes(right),
    );
    expect([...used].sort()).toEqual([...new Set(granted)].sort());
  });

  it("to create are needed for each kind, and what is missing is told", async () => {
    const rules = role.rules
      .map((rule) => ({ ...rule, verbs: rule.verbs.filter((verb) => verb !== "create") }))
      .filter(({ verbs }) => verbs.length > 0);
    await applyManifest(deployer.client, { ...role, rules } as typeof role);
    const declarer = await createDeclarer(deployer.client);
    const refused = (): string[] => {
      const calls = deployer.audit.calls().filter(({ code }) => code === 403);
      return [...new Set(calls.map(({ verb, resource }) => `${verb} ${resource}`))].sort();
    };
    try {
      await eventually(async () => {
        const name = `server-${Date.now()}`;
        await declarer.declare(name, { dynamoNamespace: name, pvc: { ...pvc, name } });
        await declarer.expectConditions(name, "ClaimReady=False ClaimRefused", "Available=False Refused");
      });
      // The Event and the audit log follow the status.
      await eventually(async () => {
        expect(refused()).toEqual([
          "create events",
          "patch apps/deployments",
          "patch persistentvolumeclaims",
          "patch serviceaccounts",
          "patch services",
        ]);
      });
    } finally {
      await applyManifest(deployer.client, role);
    }
  });

  it("cost no call but the watches once everything is as it should be, not even when others write", async () => {
    const declarer = await createDeclarer(deployer.client);
    const names = Array.from({ length: 20 }, (_, index) => `server-${index}`);
    for (const name of names) {
      await createVolume(deployer.client, { name: `${declarer.namespace}-${name}`, storageClass: "standard" });
      await declarer.declare(name, { dynamoNamespace: name, pvc: { ...pvc, name } });
    }
    for (const name of names) await declarer.serve(name);
    for (const name of names) await declarer.expectConditions(name, "Ready=True Ready");
    const { length } = await settled(deployer);

    for (const name of names) {
      const note = { metadata: { annotations: { note: "somebody else's" } } };
      await deployer.client.merge(declarer.path(`services/${name}`), note);
      await deployer.client.merge(declarer.path(`apps/v1/deployments/${name}`), note);
      await deployer.client.merge(declarer.path(`persistentvolumeclaims/${name}`), note);
    }
    // What comes after is seen after what came before.
    await declarer.declare("last", { dynamoNamespace: "last", pvc: { ...pvc, name: "last" } });
    await declarer.expectConditions("last", "Available=False Progressing");

    const since = (await settled(deployer)).slice(length).filter(({ uri }) => !uri.includes("/last"));
    expect(since.map(({ verb, uri }) => `${verb} ${uri}`)).toEqual([]);
  });

  it("cost an idle apply of each object when it starts again, and no other write", async () => {
    const declarer = await createDeclarer(deployer.client);
    await createVolume(deployer.client, { name: declarer.namespace, storageClass: "standard" });
    await declarer.declare("server", { dynamoNamespace: "global", pvc });
    await declarer.serve("server");
    await declarer.expectConditions("server", "Ready=True Ready");
    const states = async () =>
      Promise.all(
        ["services", "serviceaccounts", "apps/v1/deployments"].map(
          async (resource) => (await declarer.get<Versioned>(`${resource}/server`)).metadata.resourceVersion,
        ),
      );
    const before = { calls: (await settled(deployer)).length, states: await states() };

    await deployer.restart();

    const isOurs = ({ uri }: Call) => uri.includes(`/${declarer.namespace}/`);
    await eventually(async () => {
      const calls = callsOf(deployer).slice(before.calls).filter(isOurs);
      expect(calls.map(({ verb, resource }) => `${verb} ${resource}`).sort()).toEqual([
        "patch apps/deployments",
        "patch persistentvolumeclaims",
        "patch serviceaccounts",
        "patch services",
      ]);
    });
    expect(await states()).toEqual(before.states);
  });
});

/** One model that is pulled, and one whose pod a LimitRange refuses. There is no kubelet that would have a log. */
async function bringModels(deployer: Deployer, declarer: Declarer): Promise<void> {
  const pulls = pullsOf(deployer.client, declarer);
  await declarer.declare("server", { dynamoNamespace: "graph", pvc, models: ["org/a"] });
  await pulls.run("org/a");
  await pulls.end("org/a");
  await declarer.expectConditions("server", "ModelsReady=True ModelsCached");
  await declarer.create(gatedPod("orphan", { namespace: declarer.namespace, instance: "none" }));
  await eventually(async () => expect((await declarer.pods()).map(gatesOf)).not.toContainEqual([GATE]));
  await deployer.client.create(declarer.path("limitranges"), {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { name: "large" },
    spec: { limits: [{ type: "Container", min: { memory: "64Gi" } }] },
  });
  await declarer.declare("server", { dynamoNamespace: "graph", pvc, models: ["org/a", "org/b"] });
  await declarer.expectConditions("server", "ModelsReady=False ModelsRefused");
}

/** The controller renews its own every 15 s, whatever happens. */
const LEASES = "coordination.k8s.io/leases";

interface Versioned extends DeploymentObject {
  readonly metadata: DeploymentObject["metadata"] & { readonly resourceVersion: string };
}

/** The calls but the watches, when none has been added for a while. */
async function settled(deployer: Deployer): Promise<readonly Call[]> {
  let before = -1;
  await eventually(async () => {
    const now = callsOf(deployer).length;
    const isSettled = now === before;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(isSettled).toBe(true);
  });
  return callsOf(deployer);
}

function callsOf({ audit }: Deployer): readonly Call[] {
  return audit.calls().filter(({ verb, resource }) => verb !== "watch" && resource !== LEASES);
}

/** What is there for DynamoGraphDeployments, which have tests of their own. */
function isForGraphs({ apiGroups, resources, verbs }: Rule): boolean {
  const makesModelExpress = resources.includes("modelexpresses") && verbs.includes("delete");
  return apiGroups.includes("nvidia.com") || makesModelExpress;
}

/** What is there to observe pods, as `pods/rights.test.ts` does. */
function isForPods({ resources, verbs }: Rule): boolean {
  const observes = resources.includes("pods") && verbs.includes("get");
  return observes || ["namespaces", "replicasets"].some((each) => resources.includes(each));
}

function grantedBy(rules: readonly Rule[]): string[] {
  return rules
    .filter(({ apiGroups }) => !apiGroups.includes("admissionregistration.k8s.io"))
    .flatMap(rightsOf)
    .map(({ verb, resource }) => `${verb} ${resource}`);
}

describe.runIf(hasControllers)("a tenant who may do nothing but declare a ModelExpress in a namespace", () => {
  const user = "tenant";
  let deployer: Deployer;
  let tenant: Client;
  let declarer: Declarer;
  let other: Declarer;

  beforeAll(async () => {
    deployer = await startDeployer();
    await createStorageClass(deployer.client, "standard");
    tenant = connect({ ...deployer.controlPlane, user });
    other = await createDeclarer(deployer.client);
    const token = { apiVersion: "v1", kind: "Secret", metadata: { name: "token" }, stringData: { HF_TOKEN: "theirs" } };
    await deployer.client.create(other.path("secrets"), token);
    const own = await createDeclarer(deployer.client, { "pod-security.kubernetes.io/enforce": "restricted" });
    declarer = { ...own };
    await allow(deployer.client, own.namespace);
    await eventually(() => tenant.list(own.path("modelexpress.nvidia.com/v1alpha1/modelexpresses")));
  });

  afterAll(async () => {
    tenant?.close();
    await deployer?.stop();
  });

  const declare = (name: string, spec: object) =>
    tenant.apply(declarer.path(`modelexpress.nvidia.com/v1alpha1/modelexpresses/${name}?fieldValidation=Strict`), {
      apiVersion: "modelexpress.nvidia.com/v1alpha1",
      kind: "ModelExpress",
      metadata: { name },
      spec: { dynamoNamespace: name, pvc: { ...pvc, name }, ...spec },
    });

  async function allow(client: Client, namespace: string): Promise<void> {
    const rbac = "rbac.authorization.k8s.io";
    const path = `/apis/${rbac}/v1/namespaces/${namespace}`;
    await client.create(`${path}/roles`, {
      apiVersion: `${rbac}/v1`,
      kind: "Role",
      metadata: { name: user },
      rules: [
        {
          apiGroups: ["modelexpress.nvidia.com"],
          resources: ["modelexpresses"],
          verbs: ["create", "get", "list", "patch"],
        },
      ],
    });
    await client.create(`${path}/rolebindings`, {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata: { name: user },
      roleRef: { apiGroup: rbac, kind: "Role", name: user },
      subjects: [{ apiGroup: rbac, kind: "User", name: user }],
    });
  }

  it("can do nothing else", async () => {
    await expect(tenant.get(other.path("secrets/token"))).rejects.toMatchObject({ status: 403 });
    await expect(tenant.list(declarer.path("secrets"))).rejects.toMatchObject({ status: 403 });
    await expect(tenant.create(declarer.path("pods"), {})).rejects.toMatchObject({ status: 403 });
    await expect(tenant.list(other.path("modelexpress.nvidia.com/v1alpha1/modelexpresses"))).rejects.toMatchObject({
      status: 403,
    });
  });

  it.each<[string, (namespace: string) => object]>([
    ["its name with the namespace", (namespace) => ({ huggingFaceTokenSecret: `${namespace}/token` })],
    ["a way up", (namespace) => ({ huggingFaceTokenSecret: `../${namespace}/token` })],
    ["an image pull secret", (namespace) => ({ imagePullSecrets: [{ name: "token", namespace }] })],
  ])("cannot name a Secret of another namespace by %s", async (_, spec) => {
    await expect(declare("secret", spec(other.namespace))).rejects.toThrow(/invalid|unknown field|not declared/i);
  });

  it.each<[string, (namespace: string) => object]>([
    [
      "a variable",
      (namespace) => ({
        env: [{ name: "T", valueFrom: { secretKeyRef: { name: "token", key: "HF_TOKEN", namespace } } }],
      }),
    ],
    [
      "a volume",
      (namespace) => ({
        podTemplate: { spec: { volumes: [{ name: "t", secret: { secretName: "token", namespace } }] } },
      }),
    ],
    ["the pods' own namespace", (namespace) => ({ podTemplate: { spec: { namespace } } })],
  ])("cannot reach a Secret of another namespace by %s", async (what, spec) => {
    const name = what.replaceAll(/[^a-z]/g, "-");
    await declare(name, spec(other.namespace));

    await declarer.expectConditions(name, "Available=False Refused");
    expect(await declarer.messageOf(name, "Available")).toContain("namespace: field not declared in schema");
    await expect(declarer.get(`apps/v1/deployments/${name}`)).rejects.toMatchObject({ status: 404 });
  });

  it("gets everything in the namespace of the ModelExpress, and nothing anywhere else", async () => {
    await declare("here", { huggingFaceTokenSecret: "token" });
    await declarer.expectConditions("here", "Available=False Progressing");

    const deployments = await deployer.client.list("/apis/apps/v1/deployments");
    expect(deployments.map(({ metadata }) => metadata.namespace)).toEqual([declarer.namespace]);
    expect(JSON.stringify(deployments)).toContain('"secretKeyRef":{"name":"token","key":"HF_TOKEN"}');
    expect(await deployer.client.list(other.path("pods"))).toEqual([]);
    expect(deployer.audit.calls().filter(({ resource }) => resource === "secrets")).toEqual([]);
  });

  it("cannot run a pod that Pod Security forbids there", async () => {
    const securityContext = { privileged: true, allowPrivilegeEscalation: true };
    await declare("privileged", {
      podTemplate: { spec: { containers: [{ name: "model-express", securityContext }] } },
    });

    await declarer.expectConditions("privileged", "Available=False PodsRefused");
    expect(await declarer.messageOf("privileged", "Available")).toContain("privileged");
    const pods = await declarer.pods();
    expect(pods.filter(({ metadata }) => metadata.name?.startsWith("privileged"))).toEqual([]);
  });
});
