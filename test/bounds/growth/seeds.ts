// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's, not ours.
import type { DirectoryKind } from "../../../src/cluster/memory-directory.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { goldenCases } from "../../injection/golden-case.ts";
import { placesIn, useOf } from "./places.ts";

const P = "modelexpress.nvidia.com/";
const CREATED = "2026-01-02T03:04:00Z";

/** A Service with everything that is read of one. */
export const SERVICE: JsonObject = {
  metadata: {
    ...{ namespace: "ns", name: "mx", uid: "1", resourceVersion: "2", creationTimestamp: CREATED },
    labels: {
      [`${P}dynamo-namespace`]: "d",
      "nvidia.com/dynamo-namespace": "d",
      "nvidia.com/dynamo-component-type": "ModelExpress",
      "nvidia.com/dynamo-component": "ModelExpress",
      "app.kubernetes.io/name": "model-express",
    },
    annotations: {
      [`${P}claim`]: "models",
      [`${P}claim-sub-path`]: "a/b",
      [`${P}read-only`]: "false",
      [`${P}image`]: "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.7.0",
      [`${P}image-pull-secrets`]: "one, two",
      [`${P}token-audience`]: "mx",
      [`${P}weights`]: "files",
    },
    ownerReferences: [{ uid: "3", controller: true, kind: "ModelExpress", name: "mx" }],
    managedFields: [{ manager: "model-express-injector", operation: "Apply", fieldsV1: { "f:metadata": {} } }],
  },
  spec: { clusterIP: "10.0.0.1", ports: [{ name: "grpc", port: 8001, targetPort: 8001 }] },
};

export const NAMESPACE: JsonObject = {
  metadata: { name: "ns", labels: { [`${P}inject`]: "enabled" }, annotations: { a: "b" } },
};

export const CLAIM: JsonObject = {
  metadata: { namespace: "ns", name: "models", labels: { a: "b" }, annotations: { a: "b" } },
  spec: { accessModes: ["ReadWriteMany"], storageClassName: "fast", resources: { requests: { storage: "1Gi" } } },
  status: { phase: "Bound", capacity: { storage: "1Gi" } },
};

const SPEC = {
  dynamoNamespace: "d",
  image: "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.7.0",
  imagePullPolicy: "Always",
  imagePullSecrets: [{ name: "secret" }],
  pvc: { name: "models", create: true, size: "1Gi", storageClass: "fast", accessMode: "ReadWriteMany", subPath: "a/b" },
  huggingFaceTokenSecret: "token",
  resources: { requests: { cpu: "1" }, limits: { memory: "1Gi" } },
  nodeSelector: { a: "b" },
  tolerations: [{ key: "a", operator: "Equal", value: "b", effect: "NoSchedule" }],
  serviceAccount: { annotations: { a: "b" } },
  env: [{ name: "A", value: "b" }],
  redis: { image: "docker.io/library/redis:7.2-alpine", resources: { limits: { memory: "1Gi" } } },
  podTemplate: {
    metadata: { labels: { a: "b" }, annotations: { a: "b" } },
    spec: {
      containers: [{ name: "model-express", args: ["--a", "b"], env: [{ name: "A", value: "b" }] }],
      volumes: [{ name: "v", configMap: { name: "c" } }],
      affinity: { nodeAffinity: { a: [{ b: "c" }] } },
    },
  },
};

export const MODEL_EXPRESS: JsonObject = {
  metadata: { namespace: "ns", name: "mx", uid: "1", resourceVersion: "2", generation: 1, creationTimestamp: CREATED },
  spec: SPEC,
  status: {
    observedGeneration: 1,
    url: "http://mx.ns.svc:8001",
    claim: "models",
    conditions: [
      {
        type: "Ready",
        status: "True",
        reason: "Ready",
        message: "m",
        lastTransitionTime: CREATED,
        observedGeneration: 1,
      },
    ],
  },
};

export const GRAPH: JsonObject = {
  apiVersion: "nvidia.com/v1alpha1",
  kind: "DynamoGraphDeployment",
  metadata: {
    ...{ namespace: "ns", name: "g", uid: "1", creationTimestamp: CREATED },
    labels: { a: "b" },
    annotations: {
      [`${P}instances`]: "a: {dynamoNamespace: d, pvc: {name: models}}",
      [`${P}moved-services`]: '{"b": {"dynamoNamespace": "e", "pvc": {"name": "models"}}}',
      "kubectl.kubernetes.io/last-applied-configuration": '{"spec":{"services":{"ModelExpress":{}}}}',
    },
    managedFields: [{ manager: "kubectl", operation: "Apply", time: CREATED }],
  },
  spec: {
    pvcs: [{ name: "models" }],
    envs: [{ name: "A", value: "b" }],
    services: {
      ModelExpress: {
        componentType: "ModelExpress",
        dynamoNamespace: "d",
        replicas: 1,
        pvc: { name: "models" },
        envs: [{ name: "A", value: "b" }],
        resources: { limits: { cpu: "1" } },
        extraPodSpec: { nodeSelector: { a: "b" }, mainContainer: { image: "i:1", args: ["--a", "b"] } },
      },
      Worker: {
        componentType: "worker",
        extraPodSpec: { mainContainer: { image: "i:1", command: ["sh", "-c", "a"] } },
      },
    },
  },
};

/** The same in the newer version's form. */
export const GRAPH_V1BETA1: JsonObject = {
  ...GRAPH,
  apiVersion: "nvidia.com/v1beta1",
  spec: {
    components: [
      { name: "ModelExpress", type: "ModelExpress", ...SPEC },
      { name: "Worker", type: "worker", podTemplate: { spec: { containers: [{ name: "main", image: "i:1" }] } } },
    ],
  },
};

export const CLUSTER: readonly (readonly [DirectoryKind, JsonObject])[] = [
  ["Namespace", NAMESPACE],
  ["Service", SERVICE],
  ["PersistentVolumeClaim", CLAIM],
];

export const WORKER: JsonObject = {
  metadata: {
    ...{ namespace: "ns", name: "w", uid: "1", creationTimestamp: CREATED },
    labels: { "nvidia.com/dynamo-component-type": "worker", "nvidia.com/dynamo-namespace": "d" },
  },
  spec: { containers: [{ name: "main", image: "i", command: ["vllm", "serve", "a/b"] }] },
};

/** With its scripts, variables and references, so that one text is read in many ways. */
const SCRIPTED: JsonObject = {
  ...WORKER,
  spec: {
    containers: [
      {
        name: "main",
        image: "i",
        command: [
          "bash",
          "-lc",
          'M=$MODEL; set -- a b; for x in $LIST; do echo "$x"; done; exec vllm serve "$M" $EXTRA',
        ],
        args: ["a", "$(MODEL)$(MODEL)"],
        env: [
          { name: "MODEL", value: "org/name" },
          { name: "LIST", value: "a b" },
          { name: "EXTRA", value: "--max-model-len 4" },
          { name: "TWICE", value: "$(MODEL)$(LIST)" },
        ],
      },
      {
        name: "engine-1",
        image: "i",
        command: ["sh", "-c", "python3 -m dynamo.vllm --model ${MODEL:-org/name} --lora-modules a=org/b"],
        env: [
          { name: "HF_HOME", value: "$(TWICE)" },
          { name: "MODEL", value: "org/name" },
        ],
      },
    ],
  },
};

/** As it is stored while its pull fails. */
const STORED: JsonObject = {
  ...WORKER,
  metadata: {
    ...(WORKER["metadata"] as JsonObject),
    annotations: { [`${P}status`]: '{"version":"1","config":"c","mode":"shared","from":"Service ns/mx","models":[]}' },
    ownerReferences: [{ apiVersion: "v1", kind: "ReplicaSet", name: "r", uid: "2", controller: true }],
  },
  spec: {
    containers: [{ name: "main", image: "i", command: ["vllm", "serve", "a/b"] }],
    initContainers: [{ name: "model-express-pull", image: "i", env: [{ name: "MX_PULL_TIMEOUT", value: "60" }] }],
  },
  status: {
    phase: "Pending",
    conditions: [{ type: "PodScheduled", status: "False", message: "m" }],
    initContainerStatuses: [
      {
        name: "model-express-pull",
        restartCount: 1,
        state: { waiting: { reason: "CrashLoopBackOff", message: "m" } },
        lastState: {
          terminated: { exitCode: 3, reason: "Error", message: "m", startedAt: CREATED, finishedAt: CREATED },
        },
      },
    ],
  },
};

/** Pods with scripts, with a status, and injected ones; by hand also one for each use of a text that a golden has. */
export function podSeeds(isWhole: boolean): readonly JsonObject[] {
  const cases = goldenCases();
  const injected = cases.slice(0, 3).map(({ request }) => request.object as JsonObject);
  if (!isWhole) return [SCRIPTED, STORED, ...injected];
  const known = new Set<string>();
  return [SCRIPTED, STORED, ...injected, ...cases.map(({ pod }) => pod).filter((pod) => hasNewUse(pod, known))];
}

function hasNewUse(pod: JsonObject, known: Set<string>): boolean {
  const uses = placesIn(pod).texts.map((place) => useOf(pod, place));
  const isNew = uses.some((use) => !known.has(use));
  for (const use of uses) known.add(use);
  return isNew;
}
