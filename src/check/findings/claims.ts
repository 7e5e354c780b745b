import { readAccessModes } from "../../kubernetes/access-modes.ts";
import { findClaimProblem } from "../../kubernetes/claim-problem.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import type { ValidInstance } from "../../model-express/instance.ts";
import { type Finding, findingOn } from "../finding.ts";
import type { ObservedInstance } from "../observed.ts";

/** Finds what prevents pods from mounting the claim of an instance. */
export function listClaimProblems(instance: ValidInstance, claim: ObservedInstance["claim"]): readonly Finding[] {
  if (claim === undefined) return [];
  if ("unreadable" in claim) return [findingOn("InstanceUnchecked", instance, claim.unreadable)];
  if (claim.value === undefined) {
    const what = `claim ${instance.claim} is not in namespace ${instance.namespace}`;
    const source = instance.isDeployed ? `spec.pvc of ModelExpress ${instance.name}` : "the annotation";
    return [findingOn("ClaimAbsent", instance, `${what}: pods stream instead; create it, or correct ${source}`)];
  }
  return [...bindingProblems(instance, claim.value), ...sharingNotes(instance, claim.value)];
}

function bindingProblems(instance: ValidInstance, claim: JsonObject): readonly Finding[] {
  const { namespace, claim: name = "" } = instance;
  const hint = `kubectl describe pvc ${name} -n ${namespace}`;
  const problem = findClaimProblem(claim);
  if (problem !== undefined) {
    const effect = "new pods stream instead, and a new pod of the server does not start";
    return [findingOn("ClaimUnbound", instance, `claim ${name} ${problem}: ${effect}: ${hint}`)];
  }
  const phase = textAt(objectAt(claim, "status"), "phase") ?? "Pending";
  if (phase === "Bound") return [];
  return [findingOn("ClaimUnbound", instance, `claim ${name} is ${phase}, and pods that mount it wait: ${hint}`)];
}

function sharingNotes(instance: ValidInstance, claim: JsonObject): readonly Finding[] {
  const modes = readAccessModes(claim);
  if (modes.some((mode) => mode.endsWith("Many"))) return [];
  const what = `claim ${instance.claim} is ${modes.join(", ")}`;
  return [findingOn("ClaimNotShared", instance, `${what}: pods stream their models instead of mounting it`)];
}

/** ` (ReadWriteMany)`; empty if unknown. */
export function modesIn(claim: ObservedInstance["claim"]): string {
  const modes =
    claim !== undefined && "value" in claim && claim.value !== undefined ? readAccessModes(claim.value) : [];
  return modes.length === 0 ? "" : ` (${modes.join(", ")})`;
}
