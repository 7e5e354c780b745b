import { type JsonObject, member } from "../kubernetes/json.ts";
import { type Component, type Graph, isWorker } from "./component.ts";

export type Backend = "vllm" | "sglang" | "trtllm" | "noop";

const BACKENDS = ["vllm", "sglang", "trtllm"] as const;

/** Detects a worker's engine from its command, else from the graph (`determineBackendFramework`). */
export function detectBackend(component: Component, graph: Graph): Backend {
  if (!isWorker(component)) return "noop";
  const words = [...textsAt(component.main, "command"), ...textsAt(component.main, "args")].join(" ");
  const detected = BACKENDS.filter((backend) => runsModule(words, backend));
  if (detected.length === 1) return detected[0] ?? "noop";
  return BACKENDS.find((backend) => backend === graph.backend) ?? "noop";
}

/** Matches `python3 … -m … dynamo.<backend>` without a shell operator in between, in linear time. */
function runsModule(words: string, backend: string): boolean {
  return words.split(/[|&;]/).some((part) => {
    const python = /python[0-9.]*\s/.exec(part);
    if (python === null) return false;
    const after = part.slice(python.index + python[0].length - 1);
    const flag = after.search(/-m\s/);
    return flag !== -1 && after.slice(flag + 2).includes(`dynamo.${backend}`);
  });
}

export function textsAt(object: JsonObject, key: string): readonly string[] {
  const value = member(object, key);
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
