import { type JsonObject, objectsAt } from "../kubernetes/json.ts";
import { type Backend, textsAt } from "./backend.ts";
import type { Component } from "./component.ts";
import { appendFlags } from "./multinode/append-flags.ts";
import type { Node } from "./multinode/node.ts";
import { sglangNode } from "./multinode/sglang.ts";
import { trtllmNode } from "./multinode/trtllm.ts";
import { vllmNode } from "./multinode/vllm.ts";

/** Applies the operator's changes for the engine to the container `main` (`UpdateContainer` of each backend). */
export function engineContainer(main: JsonObject, backend: Backend, { component, node }: EngineContext): JsonObject {
  const isMany = node.nodes > 1;
  if (backend === "trtllm") return isMany ? trtllmNode(main, node) : main;
  if (backend === "sglang") return isMany ? sglangNode(main, node) : main;
  if (backend !== "vllm") return main;
  const loading = component.isServedByMemoryPod ? fromMemoryPod(main) : main;
  const launched = isMany ? vllmNode(loading, node) : loading;
  return component.compilationCache === undefined ? launched : withCacheRoot(launched, component.compilationCache);
}

export interface EngineContext {
  readonly component: Component;
  readonly node: Node;
}

/** vLLM's default compilation cache (`DefaultVLLMCacheMountPoint`). */
export const VLLM_CACHE = "/root/.cache/vllm";

function fromMemoryPod(main: JsonObject): JsonObject {
  const words = textsAt(main, "args").join(" ");
  const isSaid = words.includes("--load-format gms") || words.includes("--load-format=gms");
  const loading = isSaid ? main : appendFlags(main, { text: "--load-format gms", needsShell: false }, "vllm");
  return { ...loading, env: [...objectsAt(loading, "env"), { name: "DYN_VLLM_GMS_SHADOW_MODE", value: "true" }] };
}

function withCacheRoot(
  main: JsonObject,
  { mountPath = VLLM_CACHE }: { readonly mountPath: string | undefined },
): JsonObject {
  return { ...main, env: [...objectsAt(main, "env"), { name: "VLLM_CACHE_ROOT", value: mountPath }] };
}

/** With in-pod failover `main` becomes several engines (`buildFailoverPod`). */
export function engineCopies(main: JsonObject, engines: number): readonly JsonObject[] {
  if (engines === 1) return [main];
  return Array.from({ length: engines }, (_, id) => engineCopy(main, id));
}

const REPLACED = new Set([
  ...["DYN_SYSTEM_USE_ENDPOINT_HEALTH_STATUS", "DYN_SYSTEM_PORT", "DYN_SYSTEM_ENABLED", "DYN_HEALTH_CHECK_ENABLED"],
  ...["CONTAINER_NAME", "DYN_FORWARDPASS_METRIC_PORT"],
]);

function engineCopy(main: JsonObject, id: number): JsonObject {
  const own = [
    { name: "ENGINE_ID", value: String(id) },
    { name: "CONTAINER_NAME", value: `engine-${id}` },
    { name: "DYN_SYSTEM_STARTING_HEALTH_STATUS", value: "notready" },
    { name: "DYN_SYSTEM_PORT", value: String(9090 + id) },
    { name: "DYN_SYSTEM_ENABLED", value: "true" },
    { name: "DYN_FORWARDPASS_METRIC_PORT", value: String(20_380 + id) },
    { name: "VLLM_NIXL_SIDE_CHANNEL_PORT", value: String(5600 + id) },
  ];
  const kept = objectsAt(main, "env").filter(({ name }) => !REPLACED.has(String(name)));
  return { ...main, name: `engine-${id}`, env: [...kept, ...own] };
}
