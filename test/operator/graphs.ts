import type { JsonObject, JsonValue } from "../../src/kubernetes/json.ts";

/** The properties in which public recipes differ. Graphs and expected pods are both written from them. */
export interface Recipe {
  readonly backend: "vllm" | "sglang" | "trtllm";
  readonly version: "v1alpha1" | "v1beta1";
  readonly orchestrator: "grove" | "component";
  readonly nodes: number;
  readonly shape: "array" | "script" | "arguments only";
  /** For vLLM over several nodes only. */
  readonly spread: "mp" | "ray" | "data";
}

export const MODEL = "Qwen/Qwen3-32B";
const IMAGE = "nvcr.io/nvidia/ai-dynamo/runtime:1.5.0";

export const FLAG = { vllm: "--model", sglang: "--model-path", trtllm: "--model-path" } as const;

/** The engine's words in the user's notation. */
export function wordsOf({ backend, spread, nodes }: Recipe): readonly string[] {
  const size =
    spread === "data" ? ["--data-parallel-size", String(nodes * 8)] : ["--tensor-parallel-size", String(nodes * 8)];
  return ["python3", "-m", `dynamo.${backend}`, FLAG[backend], MODEL, ...size];
}

export function commandOf(recipe: Recipe): { readonly command?: readonly string[]; readonly args: readonly string[] } {
  const words = wordsOf(recipe);
  if (recipe.shape === "array") return { command: words.slice(0, 3), args: words.slice(3) };
  // A worker's default command is a shell.
  if (recipe.shape === "arguments only") return { args: [words.join(" ")] };
  return { command: ["/bin/sh", "-c"], args: [`ulimit -l unlimited; ${words.join(" ")} | tee /tmp/log`] };
}

export function graphOf(recipe: Recipe): JsonObject {
  const annotations = {
    "nvidia.com/workload-provider": recipe.orchestrator,
    ...(recipe.spread === "ray" ? { "nvidia.com/vllm-distributed-executor-backend": "ray" } : {}),
  };
  const spec = recipe.version === "v1alpha1" ? { services: servicesOf(recipe) } : { components: componentsOf(recipe) };
  return {
    apiVersion: `nvidia.com/${recipe.version}`,
    kind: "DynamoGraphDeployment",
    metadata: { name: "qwen3.32b", namespace: "inference", annotations },
    spec: { ...spec, ...(recipe.version === "v1alpha1" ? { envs: ENV } : { env: ENV }) },
  };
}

const ENV = [{ name: "EVERYWHERE", value: "1" }];
const OWN_ENV = [
  { name: "DYN_SYSTEM_PORT", value: "7070" },
  { name: "A_MODEL", value: MODEL },
];

function servicesOf(recipe: Recipe): JsonObject {
  return {
    Frontend: { componentType: "frontend", extraPodSpec: { mainContainer: { image: IMAGE } } },
    Decode: {
      componentType: "worker",
      subComponentType: "decode",
      replicas: 2,
      dynamoNamespace: "ignored",
      envFromSecret: "hf-token-secret",
      envs: OWN_ENV,
      volumeMounts: [{ name: "model-cache", mountPoint: "/models" }],
      resources: { limits: { gpu: "8" } },
      sharedMemory: { size: "16Gi" },
      ...manyNodes(recipe),
      extraPodSpec: {
        nodeSelector: { zone: "a" },
        mainContainer: { image: IMAGE, ...(commandOf(recipe) as JsonObject) },
      },
    },
  };
}

function componentsOf(recipe: Recipe): JsonValue {
  const main = {
    name: "main",
    image: IMAGE,
    ...(commandOf(recipe) as JsonObject),
    env: OWN_ENV,
    envFrom: [{ secretRef: { name: "hf-token-secret" } }],
    volumeMounts: [{ name: "model-cache", mountPath: "/models" }],
    resources: { limits: { "nvidia.com/gpu": "8" } },
  };
  return [
    { name: "Frontend", type: "frontend", podTemplate: { spec: { containers: [{ name: "main", image: IMAGE }] } } },
    {
      name: "Decode",
      type: "decode",
      replicas: 2,
      sharedMemorySize: "16Gi",
      ...manyNodes(recipe),
      podTemplate: { spec: { nodeSelector: { zone: "a" }, containers: [main] } },
    },
  ];
}

function manyNodes({ nodes }: Recipe): JsonObject {
  return nodes === 1 ? {} : { multinode: { nodeCount: nodes } };
}

/** Every possible combination. */
export function recipes(): readonly Recipe[] {
  return BACKENDS.flatMap((backend) =>
    VERSIONS.flatMap((version) =>
      ORCHESTRATORS.flatMap((orchestrator) =>
        [1, 2, 4].flatMap((nodes) =>
          SHAPES.flatMap((shape) =>
            spreads(backend, nodes).map((spread) => ({ backend, version, orchestrator, nodes, shape, spread })),
          ),
        ),
      ),
    ),
  );
}

const BACKENDS = ["vllm", "sglang", "trtllm"] as const;
const VERSIONS = ["v1alpha1", "v1beta1"] as const;
const ORCHESTRATORS = ["grove", "component"] as const;
const SHAPES = ["array", "script", "arguments only"] as const;

function spreads(backend: Recipe["backend"], nodes: number): readonly Recipe["spread"][] {
  return backend === "vllm" && nodes > 1 ? ["mp", "ray", "data"] : ["mp"];
}
