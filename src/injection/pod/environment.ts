import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import type { Container } from "./pod.ts";

/** References may grow a container's texts by this many characters in all; past it they are unknown (`A=$(B)$(B)`, …). */
const EXPANSION_BUDGET = 1 << 20;

/**
 * Resolves `env` as the kubelet does: in order, each value seeing the ones before it, later definitions of a name
 * winning (`makeEnvironmentVariables` in kubernetes/pkg/kubelet/kubelet_pods.go).
 */
export function resolveEnvironment(container: Container): Environment {
  const variables = new Map<string, string>();
  let budget = EXPANSION_BUDGET;
  for (const { name, value, valueFrom } of container.env) {
    const resolved = valueFrom === undefined ? expandReferences(value ?? "", variables, budget) : UNKNOWN;
    budget -= Math.max(0, resolved.length - (value ?? "").length);
    variables.set(name, resolved);
  }
  return { variables, isOpen: container.hasEnvFrom };
}

/**
 * Expands `$(NAME)`, and `$$` to `$`, as Kubernetes does in `env`, `command` and `args`. A name that is not among the
 * variables is unknown: a Service's variables and `envFrom` can define it.
 */
export function expandReferences(
  text: string,
  variables: ReadonlyMap<string, string>,
  budget: number = EXPANSION_BUDGET,
): string {
  if (!text.includes("$")) return text;
  let left = budget;
  return text.replace(/\$\$|\$\(([A-Za-z_][\w.-]*)\)/g, (_, name?: string) => {
    if (name === undefined) return "$";
    const value = variables.get(name);
    if (value === undefined || value.length > left) return UNKNOWN;
    left -= value.length;
    return value;
  });
}
