import { isObject, type JsonObject, type JsonValue, textAt, textsAt } from "../kubernetes/json.ts";
import type { Failover, Layout, MemoryService } from "./component.ts";
import { countAt } from "./read-field.ts";

/** `experimental.gpuMemoryService`, or an enabled `gpuMemoryService` of v1alpha1. */
export function readMemoryService(value: JsonValue | undefined): MemoryService | undefined {
  return isObject(value) ? { mode: readLayout(value), clients: textsAt(value, "extraClientContainers") } : undefined;
}

/** `experimental.failover`, or an enabled `failover` of v1alpha1. One shadow at least, if they are pods of their own. */
export function readFailover(value: JsonValue | undefined): Failover | undefined {
  if (!isObject(value)) return undefined;
  const mode = readLayout(value);
  return { mode, shadows: mode === "interPod" ? Math.max(countAt(value, "numShadows") ?? 1, 1) : 0 };
}

/** Written `InterPod` in v1beta1 and `interPod` in v1alpha1. */
function readLayout(value: JsonObject): Layout {
  return textAt(value, "mode")?.toLowerCase() === "interpod" ? "interPod" : "intraPod";
}
