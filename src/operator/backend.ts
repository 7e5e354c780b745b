import { textsAt } from "../kubernetes/json.ts";
import { type Component, type Graph, isWorker } from "./component.ts";

export type Backend = "vllm" | "sglang" | "trtllm" | "noop";

const BACKENDS = ["vllm", "sglang", "trtllm"] as const;

/** Detects a worker's engine from its command, else from the graph (`determineBackendFramework`). */
export function detectBackend(component: Component, graph: Graph): Backend {
  if (!isWorker(component)) return "noop";
  return detectFromCommand(component) ?? BACKENDS.find((backend) => backend === chooseOfGraph(graph)) ?? "noop";
}

function detectFromCommand(component: Component): Backend | undefined {
  const [first, ...others] = listNamedBackends(component);
  return others.length === 0 ? first : undefined;
}

/** The engines that the command of `main` runs (`detectBackendFrameworkFromArgs`). */
export function listNamedBackends({ main }: Component): readonly Backend[] {
  const words = [...textsAt(main, "command"), ...textsAt(main, "args")].join(" ");
  return BACKENDS.filter((backend) => runsModule(words, backend));
}

/**
 * The graph's own engine. Without Grove it is the one that its workers' commands name, if that is one
 * (`backendFrameworkForGeneratedDCDs`).
 */
function chooseOfGraph({ backend, orchestrator, components }: Graph): string | undefined {
  if (backend !== undefined || orchestrator === "grove") return backend;
  const detected = new Set(components.filter(isWorker).flatMap((component) => detectFromCommand(component) ?? []));
  return detected.size === 1 ? [...detected][0] : undefined;
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
