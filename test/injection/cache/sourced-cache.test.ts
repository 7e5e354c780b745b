import { expect, test } from "vitest";
import { MemoryDirectory } from "../../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../../src/configuration/config.ts";
import { toSettings } from "../../../src/configuration/to-settings.ts";
import { mutatePod } from "../../../src/injection/mutate-pod.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";

const PREFIX = "modelexpress.nvidia.com/";
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

const SOURCES: readonly (readonly [source: JsonObject, mayNameCache: boolean])[] = [
  [{ configMapRef: { name: "engine" } }, true],
  [{ configMapRef: { name: "hf-token-secret" } }, true],
  [{ secretRef: { name: "engine" } }, true],
  [{ secretRef: { name: "hf-token-secret" } }, false],
];
const VOLUMES: readonly (readonly [volume: JsonObject, mayHaveModels: boolean])[] = [
  [{ persistentVolumeClaim: { claimName: "weights" } }, true],
  [{ nfs: { server: "nfs.example.com", path: "/" } }, true],
  [{ hostPath: { path: "/mnt" } }, true],
  [{ csi: { driver: "gcsfuse.csi.storage.gke.io" } }, true],
  [{ persistentVolumeClaim: { claimName: "cache" } }, false],
  [{ emptyDir: {} }, false],
  [{ configMap: { name: "files" } }, false],
];
const PATHS: readonly (readonly [path: string, mayBeCache: boolean])[] = [
  ["/data", true],
  ["/srv/huggingface", true],
  ["/dev/infiniband", false],
  ["/work/.cache/vllm", false],
];

const cases = SOURCES.flatMap(([source, named]) =>
  VOLUMES.flatMap(([volume, held]) =>
    PATHS.map(([path, placed]) => ({ source, volume, path, isTheirs: named && held && placed })),
  ),
);

test.each(cases)(
  "$source beside $volume at $path: its own place is $isTheirs",
  ({ source, volume, path, isTheirs }) => {
    const main = {
      name: "main",
      image: "image",
      command: ["python3", "-m", "dynamo.vllm", "--model", "org/a"],
      envFrom: [source],
      volumeMounts: [{ name: "own", mountPath: path }],
    };
    const labels = { "nvidia.com/dynamo-graph-deployment-name": "g", "nvidia.com/dynamo-component-type": "worker" };
    const object = { metadata: { labels }, spec: { containers: [main], volumes: [{ name: "own", ...volume }] } };

    const { operations, decision } = mutatePod({ namespace: "ns", object }, cluster(), settings);

    expect(JSON.stringify(operations).includes("HF_HUB_CACHE")).toBe(!isTheirs);
    expect(decision.warnings.some(({ code }) => code === "CacheElsewhere")).toBe(isTheirs);
  },
);

function cluster(): MemoryDirectory {
  const memory = new MemoryDirectory();
  const labels = { [`${PREFIX}dynamo-namespace`]: "global" };
  const annotations = { [`${PREFIX}claim`]: "cache" };
  const metadata = { name: "mx", namespace: "ns", labels, annotations };
  memory.set("Service", { metadata, spec: { ports: [{ name: "grpc", port: 8001 }] } });
  const spec = { accessModes: ["ReadWriteMany"] };
  memory.set("PersistentVolumeClaim", { metadata: { name: "cache", namespace: "ns" }, spec });
  return memory;
}
