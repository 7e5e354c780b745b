import jsonPatch from "fast-json-patch";
import { describe, expect, test } from "vitest";
import { MemoryDirectory } from "../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../src/configuration/config.ts";
import { toSettings } from "../../src/configuration/to-settings.ts";
import { mutatePod } from "../../src/injection/mutate-pod.ts";
import type { JsonObject } from "../../src/kubernetes/json.ts";
import { containersOf, variable } from "./cache/reading.ts";

/** Engines whose repositories have their weights in folders (design, "Who gets what"; dynamo 1.6 and the engines' own servers). */
const PIPELINES = [
  "python3 -m dynamo.vllm.omni --model org/a",
  "python3 -m dynamo.sglang --model-path org/a --image-diffusion-worker",
  "python3 -m dynamo.sglang --video-generation-worker --model-path org/a",
  "python3 -m dynamo.trtllm --model-path org/a --modality video_diffusion",
  "python3 -m dynamo.trtllm --modality=image_diffusion --model org/a",
  "vllm serve org/a --omni",
  "trtllm-serve org/a --visual-gen-args {}",
];

/** Their weights are at the root, and modules may be in folders. */
const POOLING = [
  "vllm serve org/a --task embed",
  "vllm serve org/a --runner pooling",
  "vllm serve org/a --convert embed",
  "python3 -m dynamo.sglang --model-path org/a --embedding-worker",
  "python3 -m sglang.launch_server --model-path org/a --is-embedding",
];

/** The same command in the shapes that graphs have. */
const SHAPES: Readonly<
  Record<string, (text: string) => { readonly command: readonly string[]; readonly args?: readonly string[] }>
> = {
  array: (text) => ({ command: text.split(" ").slice(0, 1), args: text.split(" ").slice(1) }),
  shell: (text) => ({ command: ["/bin/sh", "-c"], args: [text] }),
  exec: (text) => ({ command: ["/bin/bash", "-c", `ulimit -n 65535; exec ${text}`] }),
  variable: (text) => ({ command: ["/bin/bash", "-c", `M=org/a; ${text.replace("org/a", '"$M"')}`] }),
  wrapped: (text) => ({ command: ["timeout", "3600", ...text.split(" ")] }),
  ranks: (text) => ({ command: ["mpirun", "-np", "8", "--mca", "pml", "ob1", ...text.split(" ")] }),
};

const CLUSTERS = { shared: "cache", stream: undefined } as const;

function directoryWith(claim: string | undefined): MemoryDirectory {
  const memory = new MemoryDirectory();
  const labels = { "modelexpress.nvidia.com/dynamo-namespace": "global" };
  const annotations = claim === undefined ? {} : { "modelexpress.nvidia.com/claim": claim };
  const spec = { ports: [{ name: "grpc", port: 8001 }] };
  memory.set("Service", { metadata: { name: "mx", namespace: "ns", labels, annotations }, spec });
  memory.set("PersistentVolumeClaim", {
    metadata: { name: "cache", namespace: "ns" },
    spec: { accessModes: ["ReadWriteMany"] },
  });
  return memory;
}

const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

function inject(main: object, claim: string | undefined) {
  const object = {
    metadata: { labels: { "nvidia.com/dynamo-component-type": "worker" } },
    spec: { containers: [{ name: "main", image: "engine", ...main }] },
  } as unknown as JsonObject;
  const { decision, operations } = mutatePod({ namespace: "ns", object }, directoryWith(claim), settings);
  const after = structuredClone(object);
  jsonPatch.applyPatch(after, structuredClone(operations) as jsonPatch.Operation[], true);
  const containers = containersOf(after);
  return {
    codes: decision.warnings.map(({ code }) => code),
    isPulled: containers.some((one) => variable(one, "MX_PULL_MODEL_0") !== undefined),
    isOffline: containers.some((one) => variable(one, "HF_HUB_OFFLINE") !== undefined),
    hasAddress: containers.some((one) => variable(one, "MODEL_EXPRESS_URL") !== undefined),
  };
}

const CASES = (texts: readonly string[]) =>
  texts.flatMap((text) =>
    Object.keys(SHAPES).flatMap((shape) => Object.keys(CLUSTERS).map((cluster) => [text, shape, cluster] as const)),
  );

function outcome([text, shape, cluster]: readonly [string, string, string]) {
  return inject(SHAPES[shape]?.(text) ?? {}, CLUSTERS[cluster as keyof typeof CLUSTERS]);
}

describe("a repository that Model Express cannot deliver whole", () => {
  test.each(CASES(PIPELINES))("is neither pulled nor promised: %s (%s, %s)", (...given) => {
    expect(outcome(given)).toEqual({ codes: ["NotDelivered"], isPulled: false, isOffline: false, hasAddress: true });
  });

  test.each(CASES(POOLING))("is pulled and not promised where its weights are at the root: %s (%s, %s)", (...given) => {
    expect(outcome(given)).toEqual({ codes: ["NotDelivered"], isPulled: true, isOffline: false, hasAddress: true });
  });

  test.each(CASES(["vllm serve org/a", "python3 -m dynamo.trtllm --model-path org/a --modality text"]))(
    "does not make every other one suspect: %s (%s, %s)",
    (...given) => {
      expect(outcome(given)).toMatchObject({ codes: [], isPulled: true, isOffline: true });
    },
  );
});
