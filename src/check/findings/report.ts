import { orElse } from "../../cluster/objects/readable.ts";
import { readAccessModes } from "../../kubernetes/access-modes.ts";
import { objectAt, textAt } from "../../kubernetes/json.ts";
import { toKey } from "../../kubernetes/object-key.ts";
import { buildUrl } from "../../model-express/instance.ts";
import { chooseGroup, chooseLevel, type Finding, GROUPS, type Level } from "../finding.ts";
import type { Observed, ObservedInstance } from "../observed.ts";
import { listDefinitionFindings } from "./definition.ts";
import { listInjectorFindings } from "./injector.ts";
import { listInstanceFindings } from "./instances.ts";
import { listModelExpressFindings } from "./model-expresses.ts";
import { listNamespaceFindings } from "./namespaces.ts";
import { listPermissionFindings } from "./permissions.ts";
import { listPodFindings } from "./pods.ts";
import { listRegistrationFindings } from "./registration.ts";

/** All findings about a cluster, in the order of the report. */
export function listFindings(observed: Observed): readonly Finding[] {
  const findings = [
    listRegistrationFindings,
    listInjectorFindings,
    listPermissionFindings,
    listNamespaceFindings,
    listInstanceFindings,
    listDefinitionFindings,
    listModelExpressFindings,
    listPodFindings,
  ].flatMap((judge) => judge(observed));
  return GROUPS.flatMap((group) => findings.filter((finding) => chooseGroup(finding) === group));
}

export function countFindings(findings: readonly Finding[], level: Level): number {
  return findings.filter((finding) => chooseLevel(finding) === level).length;
}

/** Whether no question about the cluster has an answer: nothing is known, not even that it is well. */
export function isNothingChecked(findings: readonly Finding[]): boolean {
  return findings.every((finding) => chooseLevel(finding) === "unchecked");
}

/** The report as JSON: `isHealthy`, all findings, and the instances with the pods that use each. */
export function reportObject(observed: Observed, clusterDomain: string): object {
  const findings = listFindings(observed);
  return {
    isHealthy: countFindings(findings, "problem") === 0 && !isNothingChecked(findings),
    findings: findings.map((finding) => ({ level: chooseLevel(finding), group: chooseGroup(finding), ...finding })),
    instances: orElse(observed.instances, []).map((each) => instanceObject(each, observed, clusterDomain)),
  };
}

function instanceObject(
  { instance, claim, endpoints, health }: ObservedInstance,
  { pods }: Observed,
  clusterDomain: string,
): object {
  const found = claim !== undefined && "value" in claim ? claim.value : undefined;
  return {
    service: toKey(instance),
    serves: instance.scope,
    url: buildUrl(instance, clusterDomain),
    claim: instance.claim ?? null,
    claimPhase: found === undefined ? null : (textAt(objectAt(found, "status"), "phase") ?? null),
    accessModes: found === undefined ? [] : readAccessModes(found),
    ready: "value" in endpoints ? endpoints.value.ready.length : null,
    health: health ?? null,
    pods: pods.flatMap(({ namespace, pods: of }) =>
      orElse(of, []).flatMap(({ name, graph, fate }) =>
        fate.kind === "injected" && fate.instance === toKey(instance)
          ? [{ namespace, name, graph: graph ?? null }]
          : [],
      ),
    ),
  };
}
