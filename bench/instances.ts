import { MemoryDirectory } from "../src/cluster/memory-directory.ts";
import { readMountedScript } from "../src/configuration/pull-script.ts";
import { buildScriptMap } from "../src/pull-script/config-map.ts";

/** Where the pod's pull has its script: in a ConfigMap that the pod mounts, or in the pod itself. */
export type ScriptPlace = "mounted" | "contained";

/** A directory with `count` instances: one for the typical worker, the others in its namespace and elsewhere. */
export function directoryOf(count: number, place: ScriptPlace = "mounted"): MemoryDirectory {
  const directory = new MemoryDirectory();
  if (place === "mounted") directory.set("ConfigMap", buildScriptMap(readMountedScript(), "inference"));
  const claim = {
    metadata: { name: "model-express-cache", namespace: "inference" },
    spec: { accessModes: ["ReadWriteMany"] },
  };
  directory.set("PersistentVolumeClaim", claim);
  for (let i = 0; i < count; i += 1) {
    const namespace = i % 2 === 0 ? "inference" : `tenant-${i}`;
    const scope = i === 0 ? "inference-vllm-disagg" : `dynamo-${i}`;
    directory.set("Service", {
      metadata: {
        name: `model-express-${i}`,
        namespace,
        labels: { "modelexpress.nvidia.com/dynamo-namespace": scope },
        annotations: { "modelexpress.nvidia.com/claim": "model-express-cache" },
      },
      spec: { ports: [{ name: "grpc", port: 8001 }] },
    });
  }
  return directory;
}
