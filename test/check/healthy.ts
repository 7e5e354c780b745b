import { X509Certificate } from "node:crypto";
import { createSelfSigned } from "../../src/certificates/self-signed.ts";
import type {
  Binding,
  Callee,
  ComponentAccess,
  Observed,
  ObservedInstance,
  SurveyedPod,
} from "../../src/check/observed.ts";
import { buildDefinition } from "../../src/deployment/model-express-definition.ts";
import { type Component, listNeeds, type Need } from "../../src/installation/needed-permissions.ts";
import type { AccessRule } from "../../src/kubernetes/access-rule.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import type { InvalidInstance, ValidInstance } from "../../src/model-express/instance.ts";

const { ca, cert } = await createSelfSigned(["model-express-injector.model-express-injector.svc"]);

export const LEAF = new X509Certificate(cert);
export const CA = ca;

/** A time within the certificates' validity. */
export const NOW = LEAF.validFromDate.getTime() + 60_000;

export const INSTANCE: ValidInstance = {
  namespace: "inference",
  name: "model-express",
  scope: "agg",
  createdAt: "2026-01-01T00:00:00Z",
  port: 8001,
  claim: "models",
  claimSubPath: "",
  isReadOnly: false,
  imagePullSecrets: [],
  weights: "files",
};

export const INVALID_INSTANCE: InvalidInstance = {
  namespace: "inference",
  name: "model-express",
  scope: "agg",
  createdAt: "2026-01-01T00:00:00Z",
  port: 8001,
  problem: "annotation x is y",
};

export const OBSERVED_INSTANCE: ObservedInstance = {
  instance: INSTANCE,
  claim: { value: claim("Bound", "ReadWriteMany") },
  endpoints: { value: { ready: [{ address: "10.0.0.1", port: 8001, pod: "mx-0" }], unready: 0 } },
  health: { status: "SERVING" },
};

export const INJECTED: SurveyedPod = {
  name: "worker",
  graph: "vllm-agg",
  fate: { kind: "injected", instance: "inference/model-express", failure: undefined },
};

export const REGISTRATION = {
  name: "model-express-injector",
  createdAt: "2026-01-01T00:00:00Z",
  service: { namespace: "model-express-injector", name: "model-express-injector", port: 443 },
  url: undefined,
  caBundle: ca,
  strays: [],
  defect: undefined,
  failurePolicy: "Ignore",
  namespaceSelector: { matchLabels: { "modelexpress.nvidia.com/inject": "enabled" } },
  objectSelector: {},
};

/** The webhook's Service, with one ready pod behind it. */
export function calleeOf(changes: Partial<Callee>): { readonly value: Callee } {
  const endpoints = { ready: [{ address: "10.0.0.1", port: 8443, pod: "webhook-1" }], unready: 0 };
  return { value: { isThere: true, hasPort: true, endpoints, ...changes } };
}

/** Without a pod behind it. */
export const NO_ENDPOINTS = { ready: [], unready: 0 } as const;

/** A cluster without problems. */
export const HEALTHY: Observed = {
  now: NOW,
  installation: {
    namespace: "model-express-injector",
    registrations: { value: [REGISTRATION] },
    webhook: { value: deployment("webhook", 2, 2) },
    controller: { value: deployment("controller", 1, 1) },
    configuration: { value: undefined },
  },
  configurationProblem: undefined,
  callee: calleeOf({}),
  replicas: { value: [{ pod: "webhook-1", served: { certificate: LEAF } }] },
  troubles: {},
  storedCertificates: [{ secret: "model-express-injector-tls", certificate: { value: cert } }],
  access: { value: [accessOf("webhook"), accessOf("controller")] },
  namespaces: { value: [namespace("inference", "enabled")] },
  instances: { value: [OBSERVED_INSTANCE] },
  definition: { value: buildDefinition() },
  modelExpresses: { value: [modelExpress(3, { type: "Ready", status: "True", reason: "Serving", message: "" })] },
  pods: [{ namespace: "inference", pods: { value: [INJECTED] } }],
  outside: { value: [] },
};

/** With a rule for each need, and bindings as the chart names them. */
export function accessOf(component: Component, change: Partial<ComponentAccess> = {}): ComponentAccess {
  const name = `model-express-injector-${component}`;
  const needs = listNeeds(component, {});
  const rulesFor = (scope: Need["scope"]): readonly AccessRule[] =>
    needs
      .filter((need) => need.scope === scope)
      .map((need) => ({
        groups: [need.group],
        resources: [need.resource],
        verbs: [need.verb],
        names: need.name === undefined ? [] : [need.name],
      }));
  const bindings: readonly Binding[] = [
    {
      kind: "ClusterRoleBinding",
      name,
      role: { kind: "ClusterRole", name },
      namesAccount: true,
      rules: rulesFor("cluster"),
    },
    { kind: "RoleBinding", name, role: { kind: "Role", name }, namesAccount: true, rules: rulesFor("namespace") },
  ];
  const account = { namespace: "model-express-injector", name };
  return { component, account, release: "mx", needs, bindings, ...change };
}

export function deployment(name: string, replicas: number, availableReplicas: number): JsonObject {
  const component = name.endsWith("controller") ? "controller" : "webhook";
  const labels = { "app.kubernetes.io/component": component };
  const metadata = { namespace: "model-express-injector", name, labels };
  return { metadata, spec: { replicas }, status: { availableReplicas, updatedReplicas: replicas } };
}

export function namespace(name: string, inject: string): JsonObject {
  return { metadata: { name, labels: { "modelexpress.nvidia.com/inject": inject } } };
}

export function claim(phase: string, accessMode: string): JsonObject {
  return { spec: { accessModes: [accessMode] }, status: { phase } };
}

/** A ModelExpress whose spec is at generation 3. */
export function modelExpress(observedGeneration: number, condition: JsonObject): JsonObject {
  const metadata = { namespace: "inference", name: "mx", generation: 3 };
  return { metadata, status: { observedGeneration, url: "http://mx.inference.svc:8001", conditions: [condition] } };
}
