import { describe, expect, it } from "vitest";
import { createSelfSigned } from "../../src/certificates/self-signed.ts";
import { chooseLevel, type FindingCode } from "../../src/check/finding.ts";
import { listFindings } from "../../src/check/findings/report.ts";
import type { Observed, ObservedInstance, SurveyedPod } from "../../src/check/observed.ts";
import { buildDefinition } from "../../src/deployment/model-express-definition.ts";
import {
  CA,
  calleeOf,
  claim,
  deployment,
  HEALTHY,
  INJECTED,
  INSTANCE,
  INVALID_INSTANCE,
  LEAF,
  modelExpress,
  NO_ENDPOINTS,
  namespace,
  OBSERVED_INSTANCE,
  REGISTRATION,
} from "./healthy.ts";

const FORBIDDEN = { unreadable: "jane may not list pods in namespace inference" };

/** The findings about the healthy cluster with some changes, without those that report that all is well. */
function saidOf(change: Partial<Observed>): Record<string, string> {
  const findings = listFindings({ ...HEALTHY, ...change }).filter((finding) => chooseLevel(finding) !== "ok");
  return Object.fromEntries(findings.map(({ code, subject, message }) => [code, `${subject}: ${message}`]));
}

function withInstance(change: Partial<ObservedInstance>): Partial<Observed> {
  return { instances: { value: [{ ...OBSERVED_INSTANCE, ...change }] } };
}

function withPods(...fates: readonly SurveyedPod["fate"][]): Partial<Observed> {
  const pods = fates.map((fate, index) => ({ name: `pod-${index}`, graph: undefined, fate }));
  return { pods: [{ namespace: "inference", pods: { value: pods } }] };
}

const GIVEN = { kind: "injected", instance: "inference/model-express", failure: undefined } as const;
const PASSING = {
  ...GIVEN,
  instance: undefined,
  passedOver: { service: "inference/model-express", url: "http://other:8001", source: "the graph sets it" },
} as const;

const { ca: OTHER_CA } = await createSelfSigned(["other"]);

/** The caBundles of the webhooks for pods and for graphs. */
function withBundles(caBundle: string, other: string): Partial<Observed> {
  const strays = [{ name: "graph.modelexpress.nvidia.com", caBundle: other }];
  return withInstallation({ registrations: { value: [{ ...REGISTRATION, caBundle, strays }] } });
}

function withInstallation(change: Partial<Observed["installation"]>): Partial<Observed> {
  return { installation: { ...HEALTHY.installation, ...change } };
}

describe("the findings about a cluster", () => {
  it("are all good when nothing is wrong, and name each instance's users", () => {
    const findings = listFindings(HEALTHY);
    expect(findings.map(({ code }) => code)).toEqual([
      "Registered",
      "CaBundleTrusted",
      "ReplicaTrusted",
      "Available",
      "Available",
      "CertificateStored",
      "PermissionsGranted",
      "PermissionsGranted",
      "OptedIn",
      "InstanceUsable",
      "DefinitionCurrent",
      "ModelExpressReady",
      "PodsInjected",
    ] satisfies FindingCode[]);
    expect(findings.find(({ code }) => code === "InstanceUsable")?.message).toBe(
      "serves dynamo namespace agg, claim models (ReadWriteMany), 1 ready, gRPC SERVING, 1 pod uses it",
    );
  });

  const late = LEAF.validToDate.getTime() - 60_000;
  const two = { ...REGISTRATION, name: "other" };
  const out = { ...REGISTRATION, namespaceSelector: { matchLabels: { team: "x" } } };
  const failing = {
    ...deployment("webhook", 2, 1),
    status: {
      availableReplicas: 1,
      conditions: [{ type: "ReplicaFailure", status: "True", message: "exceeded quota" }],
    },
  };
  const rival = { ...OBSERVED_INSTANCE, instance: { ...INSTANCE, name: "younger", createdAt: "2026-02-01T00:00:00Z" } };

  it.each<[FindingCode, Partial<Observed>, string | RegExp]>([
    ["NotRegistered", withInstallation({ registrations: { value: [] } }), "install the injector"],
    ["RegisteredTwice", withInstallation({ registrations: { value: [REGISTRATION, two] } }), /other: .*sent twice/],
    ["RegistrationUnread", withInstallation({ registrations: FORBIDDEN }), "jane may not"],
    [
      "CaBundleUnusable",
      withBundles(CA, OTHER_CA),
      /inject\S+ and graph\S+ differ, and that of graph\.modelexpress\.nvidia\.com did not sign Secret model-express-injector-tls: it was overwritten/,
    ],
    [
      "CaBundleUnusable",
      withInstallation({ registrations: { value: [{ ...REGISTRATION, caBundle: "" }] } }),
      /no certificate.* pods start without/,
    ],
    [
      "ReplicaUntrusted",
      { replicas: { value: [{ pod: "w", served: { problem: "unable to verify" } }] } },
      "Pod w: the API server cannot call it: unable to verify",
    ],
    [
      "NoReplica",
      { callee: calleeOf({ endpoints: NO_ENDPOINTS }), replicas: undefined },
      /fail, because it does not select the 2 ready pods of the webhook.*-o jsonpath=.*To restore it: apply the manifests/,
    ],
    [
      "NoReplica",
      { callee: calleeOf({ isThere: false, hasPort: false, endpoints: NO_ENDPOINTS }), replicas: undefined },
      /fail, because it does not exist\. To restore it: apply the manifests/,
    ],
    [
      "NoReplica",
      { callee: calleeOf({ hasPort: false, endpoints: NO_ENDPOINTS }) },
      /fail, because it has no port \d+\. To restore it: apply the manifests/,
    ],
    ["ReplicasUnchecked", { replicas: undefined }, "not looked at from here"],
    [
      "ReplicasUnchecked",
      { replicas: { value: [{ pod: "w", served: { unreachable: "jane may not create pods/portforward" } }] } },
      "jane may not",
    ],
    ["CertificateOld", { now: late }, /should have been renewed/],
    ["Unavailable", withInstallation({ webhook: { value: failing } }), "1 of 2 replicas are available: exceeded quota"],
    [
      "Unavailable",
      withInstallation({ controller: { value: { ...failing, spec: { replicas: 0 }, status: {} } } }),
      "it is scaled to 0: kubectl scale deployment",
    ],
    [
      "Unavailable",
      {
        ...withInstallation({ webhook: { value: failing } }),
        troubles: { webhook: "pod w: cannot start (ErrImagePull)" },
      },
      "1 of 2 replicas are available: pod w: cannot start (ErrImagePull)",
    ],
    [
      "Unavailable",
      { troubles: { controller: "pod c: the pod waits for a node" } },
      "1 of 1 replicas are available, but its rollout does not finish: pod c: the pod waits for a node",
    ],
    ["WebhookMissing", withInstallation({ webhook: { value: undefined } }), "no Deployment"],
    ["ControllerMissing", withInstallation({ controller: { value: undefined } }), "nothing renews certificates"],
    ["InjectorUnread", withInstallation({ controller: FORBIDDEN }), "jane may not"],
    [
      "CertificateBroken",
      { storedCertificates: [{ secret: "tls", certificate: { value: undefined } }] },
      "Secret model-express-injector/tls: it does not exist",
    ],
    [
      "CertificateBroken",
      { storedCertificates: [{ secret: "tls", certificate: { value: "x" } }] },
      "its tls.crt is not a certificate",
    ],
    ["CertificateUnread", { storedCertificates: [{ secret: "tls", certificate: FORBIDDEN }] }, "jane may not"],
    ["ConfigurationBroken", { configurationProblem: "unknown key modes" }, "unknown key modes"],
    ["NoneOptedIn", { namespaces: { value: [] }, pods: [] }, "kubectl label namespace"],
    ["LabelNotUnderstood", { namespaces: { value: [namespace("inference", "true")] } }, /"true", which does nothing/],
    [
      "NamespaceLeftOut",
      withInstallation({ registrations: { value: [out] } }),
      /leaves it out; if that is not intended \(webhook.excludedNamespaces\), restore it: .*kubectl apply --server-side/,
    ],
    [
      "NotRegistered",
      withInstallation({ registrations: { value: [{ ...REGISTRATION, defect: "its path is /x, not /mutate" }] } }),
      /no new pod gets to the webhook, because its path is \/x, not \/mutate. To restore it: .*kubectl apply/,
    ],
    ["NamespacesUnread", { namespaces: FORBIDDEN }, "their pods were not looked at"],
    ["NoInstance", { instances: { value: [] }, pods: [] }, "adopt SERVICE"],
    ["InstanceInvalid", withInstance({ instance: INVALID_INSTANCE }), "annotation x is y"],
    [
      "InstanceAmbiguous",
      { instances: { value: [OBSERVED_INSTANCE, rival] } },
      /younger: .*Service inference\/model-express does, which is older and wins: take the label off Service younger, or take the label off Service model-express$/,
    ],
    [
      "InstanceAmbiguous",
      { instances: { value: [OBSERVED_INSTANCE, { ...rival, instance: { ...rival.instance, isDeployed: true } }] } },
      /wins: give ModelExpress younger another spec.dynamoNamespace, or take the label off Service model-express$/,
    ],
    [
      "ClaimAbsent",
      withInstance({ instance: { ...INSTANCE, isDeployed: true }, claim: { value: undefined } }),
      "create it, or correct spec.pvc of ModelExpress model-express",
    ],
    ["ClaimAbsent", withInstance({ claim: { value: undefined } }), "claim models is not in namespace inference"],
    [
      "ClaimUnbound",
      withInstance({ claim: { value: claim("Pending", "ReadWriteMany") } }),
      "kubectl describe pvc models -n inference",
    ],
    [
      "ClaimUnbound",
      withInstance({
        claim: {
          value: { ...claim("Bound", "ReadWriteMany"), metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } },
        },
      }),
      /claim models is being deleted: new pods stream instead, .* kubectl describe pvc models -n inference/,
    ],
    [
      "ClaimUnbound",
      withInstance({ claim: { value: claim("Lost", "ReadWriteMany") } }),
      "claim models has lost its volume: new pods stream instead",
    ],
    [
      "ClaimUnbound",
      withInstance({
        claim: { value: { spec: { accessModes: ["ReadWriteMany"], volumeMode: "Block" }, status: { phase: "Bound" } } },
      }),
      "claim models is a block device: new pods stream instead",
    ],
    [
      "KeyUnknown",
      withInstance({ unknownKeys: [{ kind: "annotation", name: "clam" }] }),
      "its annotation modelexpress.nvidia.com/clam does nothing; did you mean claim?",
    ],
    [
      "KeyUnknown",
      withInstance({ unknownKeys: [{ kind: "label", name: "claim" }] }),
      "its label modelexpress.nvidia.com/claim does nothing; claim is an annotation",
    ],
    [
      "KeyUnknown",
      withInstance({ unknownKeys: [{ kind: "annotation", name: "dynamo_namespace" }] }),
      "does nothing; dynamo-namespace is a label",
    ],
    [
      "KeyUnknown",
      withInstance({ unknownKeys: [{ kind: "annotation", name: "something-else" }] }),
      /something-else does nothing$/,
    ],
    [
      "ClaimNotShared",
      withInstance({ claim: { value: claim("Bound", "ReadWriteOnce") } }),
      "is ReadWriteOnce: pods stream",
    ],
    ["NothingReady", withInstance({ endpoints: { value: { ready: [], unready: 2 } } }), "none of its 2 pods is ready"],
    [
      "NothingReady",
      withInstance({ endpoints: { value: { ready: [], unready: 0 } } }),
      "start its server, or correct its selector: kubectl describe service",
    ],
    ["NotServing", withInstance({ health: { status: "NOT_SERVING" } }), "its gRPC health is NOT_SERVING"],
    ["NotServing", withInstance({ health: { problem: "connect ECONNREFUSED" } }), "connect ECONNREFUSED"],
    ["InstanceUnchecked", withInstance({ health: undefined }), "not asked from here"],
    ["InstanceUnchecked", withInstance({ endpoints: FORBIDDEN, health: undefined }), "jane may not"],
    ["InstancesUnread", { instances: FORBIDDEN }, "jane may not"],
    [
      "ModelExpressNotReady",
      {
        modelExpresses: {
          value: [modelExpress(3, { type: "Ready", status: "False", reason: "ClaimPending", message: "no volume" })],
        },
      },
      "ModelExpress inference/mx: ClaimPending: no volume",
    ],
    [
      "ModelExpressUnobserved",
      { modelExpresses: { value: [modelExpress(2, { type: "Ready", status: "True", reason: "", message: "" })] } },
      "does it run?",
    ],
    ["ModelExpressUndefined", { modelExpresses: { value: undefined } }, "apply the CustomResourceDefinition"],
    ["DefinitionUnread", { definition: FORBIDDEN }, "jane may not"],
    ["ModelExpressUnread", { modelExpresses: FORBIDDEN }, "jane may not"],
    [
      "PodsMissed",
      withPods({ kind: "missed", cause: "it is older" }),
      "1 pod (pod-0): got no Model Express, and would now: it is older",
    ],
    [
      "PodsWithout",
      withPods({ kind: "without", reason: "NoModelExpress", detail: "none for agg" }),
      "NoModelExpress: none for agg",
    ],
    [
      "PullsFailing",
      withPods({ kind: "injected", instance: undefined, failure: "failed with code 3: gone" }),
      "failed with code 3: gone",
    ],
    [
      "InstanceGone",
      withPods({ kind: "injected", instance: "inference/other", failure: undefined }),
      "Service inference/other, which is not an instance any more",
    ],
    [
      "PullsRetrying",
      withPods({ ...GIVEN, retrying: "Connection refused" }, { ...GIVEN, retrying: "Connection refused" }),
      /2 pods \(pod-0, pod-1\): the attempts of model-express-pull fail, .*: Connection refused; if the server serves/,
    ],
    [
      "PullsSlow",
      withPods({ ...GIVEN, isPullSlow: true }),
      /1 pod \(pod-0\): model-express-pull has used more than half of its time.*pull-timeout/,
    ],
    [
      "PodsNotRunning",
      withPods({ ...GIVEN, trouble: { text: "container main ended with OOMKilled", isWaiting: false } }),
      "1 pod (pod-0): injected, but container main ended with OOMKilled",
    ],
    [
      "PodsWaiting",
      withPods({ ...GIVEN, trouble: { text: "the pod waits for a node", share: "no more cpu", isWaiting: true } }),
      "1 pod (pod-0): injected, but the pod waits for a node; no more cpu",
    ],
    [
      "UrlDiffers",
      withPods(GIVEN, PASSING),
      "1 pod (pod-1): keep http://other:8001, and do not use Service inference/model-express; the graph sets it",
    ],
    [
      "LabelNotUnderstood",
      {
        outside: {
          value: [{ namespace: "dev", names: ["a"], injected: [], similar: ["modelexpress.nvidia.com/injct"] }],
        },
      },
      "Namespace dev: 1 pod (a) of Dynamo gets nothing, because it is not opted in (its label modelexpress.nvidia.com/injct does nothing): kubectl label namespace dev modelexpress.nvidia.com/inject=enabled --overwrite",
    ],
    [
      "NotOptedIn",
      {
        outside: {
          value: [{ namespace: "dev", names: ["a"], injected: [], similar: ["modelexpress.nvidia.com/gated"] }],
        },
      },
      "because it is not opted in (its label modelexpress.nvidia.com/gated does nothing): kubectl label namespace dev",
    ],
    [
      "NotOptedIn",
      { outside: { value: [{ namespace: "dev", names: ["a", "b"], injected: ["c"], similar: [] }] } },
      "Namespace dev: 2 pods (a, b) of Dynamo get nothing, because it is not opted in: kubectl label namespace dev modelexpress.nvidia.com/inject=enabled --overwrite",
    ],
    [
      "NotOptedIn",
      { outside: { value: [{ namespace: "dev", names: [], injected: ["a"], similar: [] }] } },
      "1 pod (a) of Dynamo has its Model Express, but new ones get nothing, because it is not opted in: kubectl label",
    ],
    ["OutsideUnread", { outside: FORBIDDEN }, "jane may not"],
    ["PodsUnread", { pods: [{ namespace: "inference", pods: FORBIDDEN }] }, "jane may not"],
  ])("name %s alone, and why", (code, change, message) => {
    const said = saidOf(change);
    expect(Object.keys(said)).toEqual([code]);
    expect(said[code]).toMatch(message);
  });

  describe("an expired certificate", () => {
    const now = LEAF.validToDate.getTime() + 1;
    const replicas = {
      value: [{ pod: "webhook-1", served: { problem: "certificate has expired", rejected: "expired" as const } }],
    };
    const controller = (replicas: number, available: number, ...args: readonly string[]) => {
      const object = deployment("mx-controller", replicas, available);
      const containers = [{ name: "controller", args }];
      return { value: { ...object, spec: { replicas, template: { spec: { containers } } } } };
    };
    const expired = (change: Partial<Observed["installation"]>) =>
      saidOf({ ...withInstallation(change), now, replicas });
    const EXPIRED = `Secret model-express-injector/model-express-injector-tls: it expired on ${LEAF.validToDate.toISOString().slice(0, 19)}Z, so the API server's calls fail; `;

    it.each([
      [
        controller(1, 1),
        "the controller's log says why it does not renew it: kubectl logs deployment/mx-controller -n model-express-injector",
      ],
      [
        controller(0, 0),
        "the controller renews it as soon as it runs: kubectl scale deployment mx-controller -n model-express-injector --replicas 1",
      ],
      [
        controller(1, 0),
        "the controller renews it as soon as it runs, and no replica does: kubectl describe pods -n model-express-injector -l app.kubernetes.io/component=controller",
      ],
      [
        controller(1, 1, "--certificates=none"),
        "if cert-manager makes it: kubectl describe certificates -n model-express-injector; if you do: kubectl create secret tls model-express-injector-tls -n model-express-injector --cert=tls.crt --key=tls.key --dry-run=client -o yaml | kubectl apply -f -",
      ],
    ])("is one finding with the command: %#", (found, wayOut) => {
      const { Unavailable: _, ...said } = expired({ controller: found });
      expect(said).toEqual({ CertificateBroken: `${EXPIRED}${wayOut}` });
    });

    it("does not hide a caBundle of another CA, nor a replica that fails for another reason", () => {
      const registrations = { value: [{ ...REGISTRATION, caBundle: "" }] };
      expect(expired({ registrations })["CaBundleUnusable"]).toMatch(/no certificate: no call can succeed/);
      const other = { value: [{ pod: "w", served: { problem: "it does not answer" } }] };
      expect(saidOf({ now, replicas: other })["ReplicaUntrusted"]).toMatch(/it does not answer/);
    });
  });

  it("names a caBundle of another CA once, not with each replica that it does not verify", () => {
    const served = { problem: "unable to verify the first certificate", rejected: "not signed" as const };
    const replicas = { value: [{ pod: "webhook-1", served }] };
    const registrations = { value: [{ ...REGISTRATION, caBundle: OTHER_CA }] };
    const { CaBundleUnusable: overwritten, ...others } = saidOf({ ...withInstallation({ registrations }), replicas });
    expect(overwritten).toMatch(/it was overwritten/);
    expect(others).toEqual({});
    expect(saidOf({ replicas })["ReplicaUntrusted"]).toMatch(/unable to verify the first certificate/);
  });

  it("has the command for a replica that still serves what its renewed Secret had before", () => {
    const served = { problem: "certificate has expired", rejected: "expired" as const };
    const replicas = { value: [{ pod: "webhook-1", served }] };
    expect(saidOf({ replicas })["ReplicaUntrusted"]).toBe(
      "Pod webhook-1: the API server cannot call it: certificate has expired; Secret model-express-injector-tls has a valid certificate, which reaches the pod within two minutes, or after kubectl rollout restart deployment webhook -n model-express-injector",
    );
    const storedCertificates = [{ secret: "model-express-injector-tls", certificate: FORBIDDEN }];
    expect(saidOf({ replicas, storedCertificates })["ReplicaUntrusted"]).toMatch(/certificate has expired$/);
  });

  it("has the command for a caBundle that the controller does not repair", () => {
    const registrations = { value: [{ ...REGISTRATION, caBundle: "" }] };
    expect(saidOf(withInstallation({ registrations }))["CaBundleUnusable"]).toBe(
      "MutatingWebhookConfiguration model-express-injector, caBundle: it has no certificate: no call can succeed, and pods start without Model Express; the controller's log says why it does not repair it: kubectl logs deployment/controller -n model-express-injector",
    );
  });

  it("name the caBundle that was overwritten: that of pods, both, or neither of them while a CA is replaced", () => {
    expect(saidOf(withBundles(OTHER_CA, CA))["CaBundleUnusable"]).toMatch(/that of inject\.\S+ did not sign Secret/);
    expect(saidOf(withBundles(OTHER_CA, ""))["CaBundleUnusable"]).toMatch(/neither signed Secret/);
    expect(saidOf(withBundles(CA, `${CA}${OTHER_CA}`))).toEqual({});
    const unread = { storedCertificates: [{ secret: "tls", certificate: FORBIDDEN }] };
    expect(saidOf({ ...withBundles(OTHER_CA, CA), ...unread })["CaBundleUnusable"]).toMatch(/could not be compared/);
  });

  it("name an overwritten caBundle once, with the command", () => {
    for (const [own, stray] of [
      [OTHER_CA, CA],
      [OTHER_CA, ""],
      ["", CA],
      [CA, OTHER_CA],
    ] as const) {
      const findings = listFindings({ ...HEALTHY, ...withBundles(own, stray) });
      const broken = findings.filter(({ code }) => code === "CaBundleUnusable");
      expect(broken).toHaveLength(1);
      expect(broken[0]?.message).toMatch(/ differ, and .*; the controller's log .*: kubectl logs deployment\//);
    }
  });

  it("name the one caBundle of all webhooks if it did not sign the Secret", () => {
    const registrations = { value: [{ ...REGISTRATION, caBundle: OTHER_CA }] };
    expect(saidOf(withInstallation({ registrations }))["CaBundleUnusable"]).toMatch(/it did not sign Secret .*-tls/);
  });

  it("call an instance idle if all pods use another address", () => {
    const said = saidOf(withPods(PASSING, PASSING));
    expect(Object.keys(said)).toEqual(["InstanceIdle", "UrlDiffers"]);
    expect(said["InstanceIdle"]).toBe(
      "Service inference/model-express: no pod uses it: its pods keep http://other:8001 (UrlDiffers); the graph sets it",
    );
  });

  it("group pods that share a cause on one line, with the first names", () => {
    const fate = { kind: "missed", cause: "it is older" } as const;
    expect(saidOf(withPods(fate, fate, fate, fate))["PodsMissed"]).toBe(
      "Pods in inference: 4 pods (pod-0, pod-1, pod-2, …): got no Model Express, and would now: it is older",
    );
  });

  it("do not call an unreadable instance gone", () => {
    const pods = [{ namespace: "inference", pods: { value: [INJECTED] } }];
    expect(saidOf({ instances: FORBIDDEN, pods })).not.toHaveProperty("InstanceGone");
  });

  it("skip a namespace that opts out", () => {
    expect(saidOf({ namespaces: { value: [namespace("inference", "disabled")] }, pods: [] })).toEqual({});
  });
});

it("names what keeps an instance's pod from being ready", () => {
  const trouble = "pod mx-0: container server cannot start (ImagePullBackOff): Back-off pulling image";
  const found = saidOf(withInstance({ endpoints: { value: { ready: [], unready: 1 } }, trouble }));
  expect(found["NothingReady"]).toContain(`${trouble}; pulls wait until it is ready`);
});

it("does not look for an instance's server, or its selector, while its pod starts", () => {
  const found = saidOf(withInstance({ endpoints: { value: { ready: [], unready: 0 } }, untroubled: "mx-0" }));
  expect(found["NothingReady"]).toContain("pod mx-0 has not started yet, and pulls wait for it: kubectl describe pod");
});

describe("the CustomResourceDefinition of the cluster", () => {
  type Schema = { properties: Record<string, Schema>; items?: Schema };
  const judge = (change: (spec: Schema, version: { served: boolean; schema: unknown }) => void) => {
    const value = structuredClone(buildDefinition()) as never as {
      spec: { versions: [{ served: boolean; schema: { openAPIV3Schema: Schema } }] };
    };
    const [version] = value.spec.versions;
    change(version.schema.openAPIV3Schema.properties["spec"] as Schema, version);
    return saidOf({ definition: { value: value as never } });
  };

  it("is older if it lacks a field, an object with fields, or a field of a list's items: each is named", () => {
    const message = judge(({ properties }) => {
      delete properties["models"];
      delete properties["cache"];
      delete properties["imagePullSecrets"]?.items?.properties["name"];
    })["DefinitionOutdated"];
    expect(message).toContain(
      "lacks spec.imagePullSecrets[].name, spec.models, spec.cache, which the API server drops",
    );
    expect(message).toContain("kubectl apply --server-side --force-conflicts -f crds/modelexpresses.yaml");
  });

  it("names a few of many fields", () => {
    const message = judge((spec) => {
      spec.properties = {};
    })["DefinitionOutdated"];
    expect(message).toMatch(/lacks (spec\.\w+, ){7}spec\.\w+, and \d+ more, which/);
  });

  it("may have more fields than this version, or keep all", () => {
    expect(judge(({ properties }) => Object.assign(properties, { later: { type: "string" } }))).toEqual({});
    const keepsAll = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    expect(judge((_, version) => Object.assign(version, { schema: keepsAll }))).toEqual({});
  });

  it("must serve the version that the controller reads", () => {
    expect(judge((_, version) => Object.assign(version, { served: false }))["DefinitionOutdated"]).toContain(
      "does not serve v1alpha1",
    );
  });
});

it("do not blame the Service's selector while no replica runs", () => {
  const said = (webhook: Observed["installation"]["webhook"]) =>
    saidOf({
      ...withInstallation({ webhook }),
      callee: calleeOf({ endpoints: NO_ENDPOINTS }),
      replicas: { value: [] },
      storedCertificates: [],
    });
  expect(said({ value: deployment("webhook", 2, 0) })).toEqual({
    Unavailable:
      "Deployment model-express-injector/webhook: 0 of 2 replicas are available, so the API server's calls fail",
  });
  expect(said({ value: deployment("webhook", 0, 0) })).toEqual({
    Unavailable:
      "Deployment model-express-injector/webhook: it is scaled to 0, so the API server's calls fail: kubectl scale deployment webhook -n model-express-injector --replicas 2",
  });
  expect(said({ value: undefined })["NoReplica"]).toContain("no replica is ready");
});
