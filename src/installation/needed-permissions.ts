import type { Permission } from "../kubernetes/access-rule.ts";
import type { JsonObject } from "../kubernetes/json.ts";
import { type Arguments, readArguments } from "./container-arguments.ts";

export type Component = "webhook" | "controller";

/** A permission that a process of the injector uses. */
export interface Need extends Permission {
  /** Whether it uses it in all namespaces, or in that of the installation. */
  readonly scope: "cluster" | "namespace";
  /** What stops without it: a clause. */
  readonly effect: string;
}

/**
 * What the chart grants to a component with the arguments of its Deployment. A test compares the two. Not for the pull
 * scripts: their name depends on the installed version, and nothing stops without them.
 */
export function listNeeds(component: Component, deployment: JsonObject): readonly Need[] {
  const given = readArguments(deployment, component);
  return component === "webhook" ? listWebhookNeeds(given) : listControllerNeeds(given);
}

function listWebhookNeeds(given: Arguments): readonly Need[] {
  const lease = given.get("gate-lease")?.split("/").at(-1);
  return [
    ...expand(READS, "new replicas do not become ready, and running ones miss changes", {
      "": { "services namespaces persistentvolumeclaims": "get list watch" },
    }),
    ...expand(READS, "images that only a ModelExpress allows are refused", {
      "modelexpress.nvidia.com": { modelexpresses: "get" },
    }),
    ...(given.get("graphs") === "ignore" ? [] : WEBHOOK_GRAPHS),
    ...(lease === undefined ? [] : listLeaseReads(lease)),
  ];
}

function listControllerNeeds(given: Arguments): readonly Need[] {
  const name = given.get("name") ?? "model-express-injector";
  return [
    ...(given.get("certificates") === "none" ? [] : listCertificateNeeds(name)),
    ...(given.get("model-express") === "ignore" ? [] : [...DEPLOYMENT, ...listLeaseWrites(name)]),
    ...(given.get("graphs") === "ignore" ? [] : GRAPHS),
    ...(given.get("pods") === "ignore" ? [] : PODS),
  ];
}

const READS = { scope: "cluster" } as const;

const WEBHOOK_GRAPHS = expand(READS, "the first pods of a graph, and ranks of its engines, can get nothing", {
  "nvidia.com": { dynamographdeployments: "list watch" },
});

const DEPLOYMENT = expand(READS, "ModelExpress objects are not reconciled, and models not pulled ahead", {
  "modelexpress.nvidia.com": { modelexpresses: "list watch", "modelexpresses/status": "patch" },
  "": {
    "services serviceaccounts persistentvolumeclaims": "get list watch create patch",
    pods: "list watch patch",
    "pods/log": "get",
    events: "list create",
  },
  apps: { deployments: "get list watch create patch" },
  "storage.k8s.io": { storageclasses: "list watch" },
  batch: { jobs: "list watch create delete" },
});

const GRAPHS = expand(READS, "the Model Express that graphs declare is neither created nor removed", {
  "nvidia.com": { dynamographdeployments: "get list watch" },
  "modelexpress.nvidia.com": { modelexpresses: "get create patch delete" },
});

const PODS = expand(READS, "problems of pods, and their pulls, are not reported", {
  "": {
    "pods services persistentvolumeclaims": "get list watch",
    namespaces: "list watch",
    events: "create",
  },
  apps: { "replicasets statefulsets": "get" },
  "nvidia.com": { dynamographdeployments: "get" },
});

const CERTIFICATES = "certificates are not renewed";

function listCertificateNeeds(name: string): readonly Need[] {
  const registrations = { "admissionregistration.k8s.io": { mutatingwebhookconfigurations: "get list watch patch" } };
  const secrets = { "": { secrets: "get list watch update" } };
  return [
    ...expand({ scope: "cluster", name }, CERTIFICATES, registrations),
    ...expand({ scope: "namespace" }, CERTIFICATES, { "": { secrets: "create", pods: "list" } }),
    ...[`${name}-ca`, `${name}-tls`].flatMap((secret) =>
      expand({ scope: "namespace", name: secret }, CERTIFICATES, secrets),
    ),
  ];
}

const LEASES = "coordination.k8s.io";

function listLeaseReads(name: string): readonly Need[] {
  const effect = "no pod waits for its models with a scheduling gate";
  return expand({ scope: "namespace", name }, effect, { [LEASES]: { leases: "list watch" } });
}

function listLeaseWrites(installation: string): readonly Need[] {
  const effect = "no new pod waits for its models with a scheduling gate";
  return [
    ...expand({ scope: "namespace" }, effect, { [LEASES]: { leases: "create" } }),
    ...expand({ scope: "namespace", name: `${installation}-gates` }, effect, { [LEASES]: { leases: "patch" } }),
  ];
}

/** By API group, the verbs on resources. Both are separated by spaces. */
type Grants = Readonly<Record<string, Readonly<Record<string, string>>>>;

function expand(where: Pick<Need, "scope" | "name">, effect: string, grants: Grants): readonly Need[] {
  return Object.entries(grants).flatMap(([group, byResources]) =>
    Object.entries(byResources).flatMap(([resources, verbs]) =>
      resources
        .split(" ")
        .flatMap((resource) => verbs.split(" ").map((verb) => ({ ...where, effect, group, resource, verb }))),
    ),
  );
}
