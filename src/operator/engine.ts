import { type JsonObject, objectsAt, textsAt } from "../kubernetes/json.ts";
import type { Backend } from "./backend.ts";
import { type Component, isServedByPods } from "./component.ts";
import { appendFlags } from "./multinode/append-flags.ts";
import type { Node } from "./multinode/node.ts";
import { sglangNode } from "./multinode/sglang.ts";
import { trtllmNode } from "./multinode/trtllm.ts";
import { vllmNode } from "./multinode/vllm.ts";

/** Applies the operator's changes for the engine to `main` (`UpdateContainer` of each backend). */
export function engineContainer(main: JsonObject, backend: Backend, { component, node }: EngineContext): JsonObject {
  const isMany = node.nodes > 1;
  if (backend === "trtllm") return isMany ? trtllmNode(main, node) : main;
  if (backend === "sglang") return isMany ? sglangNode(main, node) : main;
  if (backend !== "vllm") return main;
  const loading = isServedByPods(component) ? fromMemoryPod(main) : main;
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
