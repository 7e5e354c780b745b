import jsonPatch from "fast-json-patch";
import { MemoryDirectory } from "../../../src/cluster/memory-directory.ts";
import { loadConfig } from "../../../src/configuration/config.ts";
import { toSettings } from "../../../src/configuration/to-settings.ts";
import { type Mutation, mutatePod } from "../../../src/injection/mutate-pod.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import type { GeneratedCommand } from "./arbitrary-command.ts";

const directory = new MemoryDirectory();
directory.set("Service", {
  metadata: {
    name: "mx",
    namespace: "ns",
    labels: { "modelexpress.nvidia.com/dynamo-namespace": "global" },
    annotations: { "modelexpress.nvidia.com/claim": "cache" },
  },
  spec: { ports: [{ name: "grpc", port: 8001 }] },
});
directory.set("PersistentVolumeClaim", {
  metadata: { name: "cache", namespace: "ns" },
  spec: { accessModes: ["ReadWriteMany"] },
});
const settings = toSettings(loadConfig(undefined, {}), "<pull.sh>");

export function podWith({ command, args }: GeneratedCommand, weights: "files" | "peers" = "peers"): JsonObject {
  const main = {
    name: "main",
    image: "image",
    env: [
      { name: "MODEL", value: "org/model" },
      { name: "ARGS", valueFrom: { secretKeyRef: { name: "args", key: "args" } } },
    ],
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
  };
  return {
    metadata: {
      labels: { "nvidia.com/dynamo-component-type": "worker" },
      annotations: { "modelexpress.nvidia.com/weights": weights },
    },
    spec: { containers: [main] },
  };
}

export function mutate(pod: JsonObject): Mutation {
  return mutatePod({ namespace: "ns", object: pod }, directory, settings);
}

export function applied(pod: JsonObject, { operations }: Mutation): JsonObject {
  const copy = structuredClone(pod);
  jsonPatch.applyPatch(copy, structuredClone(operations) as jsonPatch.Operation[], true);
  return copy;
}

export function isSwitched({ decision }: Mutation): boolean {
  return decision.outcome === "inject" && decision.containers.some(({ peers }) => peers !== undefined);
}

/** `command` and `args`, as Kubernetes starts them. */
export function argvOf(pod: JsonObject): readonly string[] {
  const [main] = (pod["spec"] as { containers: readonly { command?: string[]; args?: string[] }[] }).containers;
  return [...(main?.command ?? []), ...(main?.args ?? [])];
}
