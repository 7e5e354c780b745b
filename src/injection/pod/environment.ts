import type { Environment } from "@model-express-injector/shell-reading/environment.ts";
import { UNKNOWN } from "@model-express-injector/shell-reading/unknown.ts";
import { ExpansionBudget } from "./expansion-budget.ts";
import type { Container } from "./pod.ts";

/** The part of a container that determines which programs it starts, and with which variables. */
export type ContainerText = Pick<Container, "command" | "args" | "startHook" | "env" | "hasEnvFrom" | "hasOnlyTokens">;

/**
 * Resolves `env` like the kubelet: in order, each value sees the earlier ones, and later definitions of a name
 * override (`makeEnvironmentVariables` in kubernetes/pkg/kubelet/kubelet_pods.go).
 */
export function resolveEnvironment(
  container: ContainerText,
  budget: ExpansionBudget = new ExpansionBudget(),
): Environment {
  const variables = new Map<string, string>();
  for (const { name, value, valueFrom } of container.env) {
    variables.set(name, valueFrom === undefined ? expandReferences(value ?? "", variables, budget) : UNKNOWN);
  }
  const { hasEnvFrom, hasOnlyTokens = false } = container;
  return { variables, isOpen: hasEnvFrom, ...(hasOnlyTokens ? { isAssumedUnset } : {}) };
}

/** Whether a Secret with a token is assumed not to define this variable. */
function isAssumedUnset(name: string): boolean {
  return !/TOKEN|KEY|SECRET|PASS|^HF_|^HUGGING/i.test(name);
}

/** `$$`, or `$(NAME)`. */
const REFERENCE = /\$\$|\$\(([A-Za-z_][\w.-]*)\)/g;

/**
 * Maps an offset of the expanded text to the text itself; `undefined` inside a reference's value. The references of
 * the text must be known.
 */
export function placeBeforeExpansion(
  text: string,
  variables: ReadonlyMap<string, string>,
  place: number,
): number | undefined {
  let added = 0;
  for (const { 0: reference, 1: name, index } of text.matchAll(REFERENCE)) {
    const value = name === undefined ? "$" : (variables.get(name) ?? UNKNOWN);
    if (place <= index + added) break;
    added += value.length - reference.length;
    if (place < index + reference.length + added) return undefined;
  }
  return place - added;
}

/**
 * Expands `$(NAME)`, and `$$` to `$`, as Kubernetes does in `env`, `command` and `args`. An undefined name is
 * unknown, because a Service's variables and `envFrom` can define it. So is one that exceeds the budget.
 */
export function expandReferences(
  text: string,
  variables: ReadonlyMap<string, string>,
  budget: ExpansionBudget,
): string {
  if (!text.includes("$")) return text;
  let expanded = "";
  let end = 0;
  for (const { 0: reference, 1: name, index } of text.matchAll(REFERENCE)) {
    expanded += text.slice(end, index);
    end = index + reference.length;
    const value = name === undefined ? "$" : variables.get(name);
    // Nothing further is read: a text may have a million references.
    if (!budget.take(value?.length ?? 0)) return expanded + UNKNOWN;
    expanded += value ?? UNKNOWN;
  }
  return expanded + text.slice(end);
}
