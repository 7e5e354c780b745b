import fc from "fast-check";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import type { Directory } from "../../src/model-express/directory.ts";

const PREFIX = "modelexpress.nvidia.com/";

/** Values that lead to different decisions, with equal probability. */
const label = {
  type: fc.constantFrom("worker", "prefill", "decode", "frontend", "planner", "epp", "main", undefined),
  namespace: fc.constantFrom("d1", "d2", "global", "absent", undefined),
};

const envEntry = fc.oneof(
  fc.record({
    name: fc.constantFrom("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_CACHE"),
    value: fc.constantFrom("/cache", "/cache/hub", "/cache//hub", "/./cache/", "/none/x", "", "$(X)", "/cache/../x"),
  }),
  fc.record({
    name: fc.constantFrom("HOME", "XDG_CACHE_HOME"),
    value: fc.constantFrom("/root", "//root/", "/cache", "/tmp", "$(X)"),
  }),
  fc.record({
    name: fc.constantFrom("HF_ENDPOINT", "VLLM_USE_MODELSCOPE"),
    value: fc.constantFrom("https://hub.example.com", "https://huggingface.co", "True", "0"),
  }),
  fc.record({
    name: fc.constant("MODEL_EXPRESS_URL"),
    value: fc.constantFrom("http://mx.ns.svc:8001", "other:9", "", "?"),
  }),
  fc.record({ name: fc.constant("MX_SERVER_ADDRESS"), value: fc.constantFrom("mx.ns:8001", "http://other:9/") }),
  fc.record({
    name: fc.constant("MODEL_EXPRESS_URL"),
    valueFrom: fc.constant({ configMapKeyRef: { name: "c", key: "k" } }),
  }),
  fc.record({ name: fc.constantFrom("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"), value: fc.constantFrom("1", "0") }),
  fc.record({
    name: fc.constantFrom("MODEL", "X", "DYN_NAMESPACE"),
    value: fc.constantFrom("org/model", "d2", "/models/x"),
  }),
);

const command = fc.constantFrom<string[]>(
  ["python3", "-m", "dynamo.vllm", "--model", "org/model"],
  ["python3", "-m", "dynamo.sglang", "--model-path", "org/other", "--revision", "v1"],
  ["/bin/sh", "-c", "exec python3 -m dynamo.vllm --model $MODEL --served-model-name shown/name"],
  ["/bin/sh", "-c", "vllm serve $(pick) && sleep 1"],
  ["vllm", "serve", "/models/local"],
  ["python3", "-m", "dynamo.vllm", "--model", "org/model", "--load-format", "mx"],
  ["python3", "-m", "dynamo.vllm", "--model", "org/model", "--download-dir", "/cache"],
  ["python3", "-m", "dynamo.vllm", "--model", "org/model", "--download-dir=/none/x"],
  ["sh", "-c", "mpirun -x HF_HOME python3 -m dynamo.trtllm --model-path org/model"],
  ["python3", "-m", "dynamo.frontend"],
  ["sleep", "infinity"],
);

const VOLUMES = ["model-express", "cache", "own", "config"];

const mount = fc.record(
  {
    name: fc.constantFrom(...VOLUMES),
    mountPath: fc.constantFrom(
      ...["/cache", "/cache/hub", "/cache/hub/models--org--model", "/other", "/tmp", "/model-express/"],
      ...["/model-express", "/model-express/hub", "/model-express/hub/x", "/model-express/other"],
      ...["/root", "/root/.cache", "/root/.cache/huggingface", "/root/.cache/huggingface/token"],
      ...["/root/.cache/huggingface/hub/models--org--model", "/app", "/usr/lib/x"],
      ...["/var/run/secrets/tokens/", "/var/run/secrets/tokens/vault"],
    ),
    readOnly: fc.boolean(),
    subPath: fc.constantFrom("", "sub"),
  },
  { requiredKeys: ["name", "mountPath"] },
);

const NAMES = ["main", "engine-0", "sidecar-frontend", "vllm-engine", "helper", "istio-proxy", "model-express-pull"];

function container(name: string): fc.Arbitrary<JsonObject> {
  return fc.record(
    {
      name: fc.constant(name),
      image: fc.constant("image"),
      command,
      env: fc.oneof(fc.array(envEntry, { maxLength: 4 }), fc.constant(null)),
      envFrom: fc.constant([{ secretRef: { name: "hf-token-secret" } }]),
      volumeMounts: fc.uniqueArray(mount, { maxLength: 3, selector: ({ mountPath }) => mountPath.replace(/\/$/, "") }),
      restartPolicy: fc.constant("Always"),
      securityContext: fc.constantFrom(
        { runAsNonRoot: true },
        { runAsUser: 0 },
        { runAsUser: 1001, readOnlyRootFilesystem: true },
        {},
      ),
    },
    { requiredKeys: ["name", "image"] },
  ) as fc.Arbitrary<JsonObject>;
}

function containers(min: number): fc.Arbitrary<JsonObject[]> {
  return fc
    .uniqueArray(fc.constantFrom(...NAMES), { minLength: min, maxLength: 4 })
    .chain((names) => fc.tuple(...names.map(container)));
}

const volume = fc.constantFrom<JsonObject>(
  { name: "cache", persistentVolumeClaim: { claimName: "shared" } },
  { name: "own", emptyDir: {} },
  { name: "own", emptyDir: { medium: "Memory", sizeLimit: "8Gi" } },
  { name: "config", configMap: { name: "c" } },
  { name: "cache", persistentVolumeClaim: { claimName: "users", readOnly: true } },
  { name: "model-express", hostPath: { path: "/x" } },
);

const annotations = fc.record(
  {
    [`${PREFIX}mode`]: fc.constantFrom("auto", "shared", "stream", "env", "wrong"),
    [`${PREFIX}url`]: fc.constantFrom("http://mx.ns.svc:8001", "http://mine:1", "", "nonsense"),
    [`${PREFIX}models`]: fc.constantFrom("org/listed", "org/a@v1, gs://bucket/x", ""),
    [`${PREFIX}extra-models`]: fc.constant("org/extra"),
    [`${PREFIX}offline`]: fc.constantFrom("always", "never", "auto"),
    [`${PREFIX}claim`]: fc.constantFrom("users", "missing"),
    [`${PREFIX}path`]: fc.constantFrom("/elsewhere", "/cache"),
    [`${PREFIX}typo`]: fc.constant("x"),
    other: fc.constant("kept"),
  },
  { requiredKeys: [] },
);

/** Pods that Kubernetes would accept, varied in all inputs of the decision. */
export const arbitraryPod: fc.Arbitrary<JsonObject> = fc
  .record({
    type: label.type,
    namespace: label.namespace,
    annotations: fc.option(annotations, { nil: undefined }),
    initContainers: fc.option(containers(0), { nil: undefined }),
    containers: containers(1),
    volumes: fc.option(fc.uniqueArray(volume, { maxLength: 3, selector: (v) => v["name"] }), { nil: undefined }),
    securityContext: fc.constantFrom(undefined, { runAsUser: 1000, runAsNonRoot: true }, { fsGroup: 1000 }),
  })
  .map(({ type, namespace, annotations: given, ...spec }) => {
    const labels = { "nvidia.com/dynamo-graph-deployment-name": "g", "nvidia.com/dynamo-component-type": type };
    const metadata = {
      name: "pod",
      labels: { ...labels, "nvidia.com/dynamo-namespace": namespace },
      annotations: given,
    };
    const names = new Set(spec.containers.map(({ name }) => name));
    const initContainers = spec.initContainers?.filter(({ name }) => !names.has(name));
    const defined = new Set((spec.volumes ?? []).map(({ name }) => name));
    const onVolumes = (key: string, value: unknown): unknown =>
      key === "volumeMounts" ? (value as JsonObject[]).filter(({ name }) => defined.has(name)) : value;
    // Round-trips through JSON, like a real pod: members without a value vanish.
    return JSON.parse(JSON.stringify({ metadata, spec: { ...spec, initContainers } }, onVolumes)) as JsonObject;
  });

/** A cluster in which each step of the search succeeds for some of the pods. */
export function arbitraryCluster(): Directory {
  const memory = new MemoryDirectory();
  memory.set("Service", service("mx", "ns", "d1", { claim: "shared", "claim-sub-path": "sub" }));
  memory.set("Service", service("mx2", "ns", "d2", { claim: "gone" }));
  memory.set("Service", service("mx-global", "platform", "global", { "token-audience": "mx" }));
  for (const [name, modes] of [
    ["shared", ["ReadWriteMany"]],
    ["users", ["ReadWriteOnce"]],
  ] as const) {
    memory.set("PersistentVolumeClaim", { metadata: { name, namespace: "ns" }, spec: { accessModes: modes } });
  }
  return memory;
}

function service(name: string, namespace: string, scope: string, notes: Record<string, string>): JsonObject {
  const labels = { [`${PREFIX}dynamo-namespace`]: scope };
  const entries = Object.entries(notes).map(([key, value]) => [`${PREFIX}${key}`, value] as const);
  return {
    metadata: { name, namespace, labels, annotations: Object.fromEntries(entries) },
    spec: { ports: [{ name: "grpc", port: 8001 }] },
  };
}
