import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMountedScript } from "../../../../src/configuration/pull-script.ts";
import { findHelm, type Helm } from "../../tools/helm/helm.ts";
import { NAME, renderChart } from "../../tools/helm/render.ts";
import { applyManifest, type Component } from "../e2e/manifests.ts";
import { eventually, isOurs } from "../e2e/source.ts";
import { type ChartBed, createRestrictedNamespace, startChartBed } from "./chart.ts";

const helm = await findHelm("v4");
const script = readMountedScript().name;

/** What somebody wants to do; in the release's namespace unless another is named, `""` being all of them. */
interface Wish {
  readonly verb: string;
  readonly resource: string;
  readonly group?: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
}

const ca = `${NAME}-ca`;
const tls = `${NAME}-tls`;
const registrations = {
  group: "admissionregistration.k8s.io",
  resource: "mutatingwebhookconfigurations",
  namespace: "",
};
const everything = { group: "*", resource: "*", verb: "*" };

const modelExpresses = { group: "modelexpress.nvidia.com", resource: "modelexpresses", namespace: "" };

const leases = { group: "coordination.k8s.io", resource: "leases" };

const webhookMay: readonly Wish[] = [
  ...["services", "namespaces", "persistentvolumeclaims"].flatMap((resource) =>
    ["get", "list", "watch"].map((verb) => ({ verb, resource, namespace: "" })),
  ),
  { ...modelExpresses, verb: "get" },
];

const webhookMayWithGraphs: readonly Wish[] = ["list", "watch"].map((verb) => ({
  verb,
  group: "nvidia.com",
  resource: "dynamographdeployments",
  namespace: "",
}));

const webhookMayWithModelExpress: readonly Wish[] = ["list", "watch"].map((verb) => ({
  ...leases,
  verb,
  name: `${NAME}-gates`,
}));

/** In all namespaces, but of one name. */
const readsScripts: readonly Wish[] = ["list", "watch"].map((verb) => ({
  verb,
  resource: "configmaps",
  namespace: "",
  name: script,
}));

const webhookMayNot: readonly Wish[] = [
  ...["get", "create", "update", "patch", "delete"].map((verb) => ({ verb, resource: "configmaps", name: script })),
  ...["list", "watch"].map((verb) => ({ verb, resource: "configmaps", namespace: "" })),
  { verb: "list", resource: "configmaps", name: `${NAME}-config` },
  { ...leases, verb: "patch", name: `${NAME}-gates` },
  { ...leases, verb: "list" },
  ...["services", "namespaces", "persistentvolumeclaims"].flatMap((resource) =>
    ["create", "update", "patch", "delete"].map((verb) => ({ verb, resource })),
  ),
  { verb: "get", resource: "secrets", name: tls },
  { verb: "get", resource: "secrets", name: ca },
  { verb: "list", resource: "secrets" },
  { verb: "get", resource: "configmaps", name: `${NAME}-config` },
  { verb: "list", resource: "pods" },
  ...["list", "watch", "create", "patch", "delete"].map((verb) => ({ ...modelExpresses, verb })),
  { verb: "create", resource: "events" },
  { ...registrations, verb: "get", name: NAME },
  { ...registrations, verb: "patch", name: NAME },
  { verb: "create", resource: "serviceaccounts", name: `${NAME}-controller` },
  ...["get", "create", "update", "patch", "delete"].map((verb) => ({
    verb,
    group: "nvidia.com",
    resource: "dynamographdeployments",
    namespace: "",
  })),
  everything,
];

const controllerMayWithCertificates: readonly Wish[] = [
  { verb: "create", resource: "secrets" },
  ...[ca, tls].flatMap((name) =>
    ["get", "list", "watch", "update"].map((verb) => ({ verb, resource: "secrets", name })),
  ),
  { verb: "list", resource: "pods" },
  ...["get", "list", "watch", "patch"].map((verb) => ({ ...registrations, verb, name: NAME })),
];

const owned = [
  ...["services", "serviceaccounts", "persistentvolumeclaims"].map((resource) => ({ resource, namespace: "" })),
  { group: "apps", resource: "deployments", namespace: "" },
];

const controllerMayWithModelExpress: readonly Wish[] = [
  ...["list", "watch"].map((verb) => ({ ...modelExpresses, verb })),
  { ...modelExpresses, verb: "patch", subresource: "status" },
  ...owned.flatMap((each) => ["get", "list", "watch", "create", "patch"].map((verb) => ({ ...each, verb }))),
  ...["list", "create"].map((verb) => ({ verb, resource: "events", namespace: "" })),
  ...["list", "watch", "create", "delete"].map((verb) => ({ verb, group: "batch", resource: "jobs", namespace: "" })),
  { verb: "get", resource: "pods", subresource: "log", namespace: "" },
  { verb: "patch", resource: "pods", namespace: "" },
  { ...leases, verb: "patch", name: `${NAME}-gates` },
  ...["list", "watch"].flatMap((verb) => [
    { verb, resource: "pods", namespace: "" },
    { verb, group: "storage.k8s.io", resource: "storageclasses", namespace: "" },
  ]),
];

const graphs = { group: "nvidia.com", resource: "dynamographdeployments", namespace: "" };

const controllerMayWithGraphs: readonly Wish[] = [
  ...["get", "list", "watch"].map((verb) => ({ ...graphs, verb })),
  ...["get", "create", "patch", "delete"].map((verb) => ({ ...modelExpresses, verb })),
];

const controllerMayWithPods: readonly Wish[] = [
  { verb: "get", resource: "pods", namespace: "" },
  ...["list", "watch"].map((verb) => ({ verb, resource: "namespaces", namespace: "" })),
  ...["replicasets", "statefulsets"].map((resource) => ({ verb: "get", group: "apps", resource, namespace: "" })),
];

const controllerMayWithScripts: readonly Wish[] = [
  ...readsScripts,
  { verb: "create", resource: "configmaps", namespace: "" },
  ...["services", "namespaces"].flatMap((resource) =>
    ["list", "watch"].map((verb) => ({ verb, resource, namespace: "" })),
  ),
];

const controllerMayNever: readonly Wish[] = [
  ...["get", "update", "patch", "delete"].map((verb) => ({ verb, resource: "configmaps", name: script })),
  ...["list", "watch"].map((verb) => ({ verb, resource: "configmaps", namespace: "" })),
  { verb: "list", resource: "configmaps", name: `${NAME}-config` },
  ...["update", "deletecollection"].map((verb) => ({ ...modelExpresses, verb })),
  ...["create", "update", "patch", "delete"].map((verb) => ({ ...graphs, verb })),
  { ...graphs, verb: "update", subresource: "finalizers" },
  { ...graphs, verb: "patch", subresource: "status" },
  ...["get", "patch"].map((verb) => ({ verb, resource: "events" })),
  { ...leases, verb: "patch", name: "another" },
  ...["update", "patch"].map((verb) => ({ verb, group: "batch", resource: "jobs" })),
  ...owned.flatMap((each) => ["update", "delete", "deletecollection"].map((verb) => ({ ...each, verb }))),
  { verb: "create", resource: "serviceaccounts", subresource: "token" },
  { verb: "create", resource: "pods", subresource: "exec" },
  { verb: "get", resource: "configmaps" },
  { verb: "impersonate", resource: "serviceaccounts" },
  ...["roles", "rolebindings", "clusterroles", "clusterrolebindings"].flatMap((resource) =>
    ["create", "patch", "escalate", "bind"].map((verb) => ({
      verb,
      group: "rbac.authorization.k8s.io",
      resource,
      namespace: "",
    })),
  ),
  { verb: "get", resource: "secrets", name: "a-user's" },
  { verb: "list", resource: "secrets" },
  { verb: "update", resource: "secrets", name: "a-user's" },
  { verb: "delete", resource: "secrets", name: ca },
  { verb: "create", resource: "secrets", namespace: "kube-system" },
  { verb: "get", resource: "secrets", name: ca, namespace: "kube-system" },
  { verb: "delete", resource: "pods" },
  { verb: "create", resource: "pods" },
  { ...registrations, verb: "list" },
  { ...registrations, verb: "patch", name: "another" },
  { ...registrations, verb: "update", name: NAME },
  { ...registrations, verb: "create" },
  { ...registrations, verb: "delete", name: NAME },
  everything,
];

const accounts = [
  {
    what: "the webhook",
    mode: "self-managed",
    component: "webhook",
    may: [...webhookMay, ...webhookMayWithGraphs, ...webhookMayWithModelExpress, ...readsScripts],
    mayNot: webhookMayNot,
  },
  {
    what: "the controller",
    mode: "self-managed",
    component: "controller",
    may: [
      ...controllerMayWithCertificates,
      ...controllerMayWithModelExpress,
      ...controllerMayWithGraphs,
      ...controllerMayWithPods,
      ...controllerMayWithScripts,
    ],
    mayNot: controllerMayNever,
  },
  {
    what: "the webhook without pull scripts in ConfigMaps,",
    mode: "cert-manager",
    component: "webhook",
    may: webhookMay,
    mayNot: [...webhookMayNot, ...readsScripts],
  },
  {
    what: "the controller, with certificates of mode cert-manager and without graphs, Events about pods and pull scripts,",
    mode: "cert-manager",
    component: "controller",
    may: controllerMayWithModelExpress,
    mayNot: [
      ...controllerMayNever,
      ...controllerMayWithCertificates.filter(({ resource }) => resource !== "pods"),
      ...controllerMayWithGraphs,
      ...controllerMayWithPods,
      { verb: "create", resource: "configmaps", namespace: "" },
      ...readsScripts,
    ],
  },
  {
    what: "the controller, with certificates of mode provided and without ModelExpress and Events about pods,",
    mode: "provided",
    component: "controller",
    may: [],
    mayNot: [
      ...controllerMayNever,
      ...controllerMayWithCertificates,
      ...controllerMayWithModelExpress,
      ...controllerMayWithGraphs,
      ...controllerMayWithPods,
      ...controllerMayWithScripts,
    ],
  },
] as const;

describe.runIf(isOurs && helm).each(["self-managed", "cert-manager", "provided"])("the rights with %s", (mode) => {
  let bed: ChartBed;

  beforeAll(async () => {
    bed = await startChartBed();
    await createRestrictedNamespace(bed.client, NAME);
    const own = { secretName: "our-tls", caBundle: btoa("-----BEGIN CERTIFICATE-----") };
    const modelExpress = { deploy: mode !== "provided" };
    const graph = { enabled: mode !== "cert-manager" };
    const podEvents = { enabled: mode === "self-managed" };
    const pullScripts = { enabled: mode !== "cert-manager" };
    const certificates = { mode, ...(mode === "provided" && own) };
    const values = { certificates, modelExpress, graph, podEvents, pullScripts };
    const objects = await renderChart(helm as Helm, { values });
    for (const object of objects.filter(({ kind }) => /Role|ServiceAccount/.test(kind))) {
      await applyManifest(bed.client, object);
    }
    // The API server learns of new bindings some time after they are stored.
    await eventually(async () => expect(await may("webhook", webhookMay[0] as Wish)).toBe(true));
  });

  afterAll(() => bed?.stop());

  async function may(component: Component, { namespace = NAME, ...wish }: Wish): Promise<boolean> {
    const review = await bed.client.create<{ readonly status: { readonly allowed: boolean } }>(
      "/apis/authorization.k8s.io/v1/subjectaccessreviews",
      {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SubjectAccessReview",
        spec: {
          user: `system:serviceaccount:${NAME}:${NAME}-${component}`,
          groups: ["system:serviceaccounts", `system:serviceaccounts:${NAME}`, "system:authenticated"],
          resourceAttributes: { namespace, ...wish },
        },
      },
    );
    return review.status.allowed;
  }

  for (const account of accounts.filter((each) => each.mode === mode)) {
    it.each(account.may)(`let ${account.what} $verb $resource $name`, async (wish) => {
      await eventually(async () => expect(await may(account.component, wish)).toBe(true));
    });

    it.each(account.mayNot)(`do not let ${account.what} $verb $resource $name`, async (wish) => {
      expect(await may(account.component, wish)).toBe(false);
    });
  }
});
