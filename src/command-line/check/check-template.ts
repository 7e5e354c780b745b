import type { ContainerDecision } from "../../injection/decision.ts";
import { isWarned, type Reason } from "../../injection/reason.ts";
import type { WarningCode } from "../../injection/warning.ts";
import { describeUnmetRequest } from "../../pod-outcome/unmet-request.ts";
import type { DecidedTemplate } from "../manifests/decide-manifests.ts";
import { describeMistake } from "../manifests/opt-in.ts";

/** The result for the pods of one template. */
export interface Checked {
  readonly file: string;
  readonly object: string;
  readonly namespace: string;
  /** The number of derived pods; 1 for a pod or template in the manifest itself. */
  readonly pods: number;
  readonly reason: string;
  readonly isProblem: boolean;
  readonly pulls: readonly string[];
  readonly offline: readonly string[];
  readonly online: readonly string[];
  /** Model references that are known only at run time. */
  readonly unknown: readonly string[];
  /** `code: detail`, the reason's own detail first. */
  readonly notes: readonly string[];
}

export interface Strictness {
  /** Whether any warning is a problem. */
  readonly isStrict: boolean;
  /** The value of the label by which the namespace opts in. */
  readonly optInLabel: string | undefined;
}

const UNKNOWN: readonly WarningCode[] = ["UnknownModel"];
/** No error of a pod that the API server accepted, but one of a manifest. */
const MALFORMED: readonly Reason[] = ["NoContainers"];

/** Lists what a template's pods get, and whether that is a problem. */
export function checkTemplate(decided: DecidedTemplate, { isStrict, optInLabel }: Strictness): Checked {
  const { file, template, namespace, derivation } = decided;
  const { reason, decision } = decided.mutation;
  const refused = derivation?.refused;
  const unmet = findUnmet(decided, optInLabel);
  const warnings = decision.warnings.map(({ code, detail }) => `${code}: ${detail}`);
  const graphWarnings = derivation?.warnings ?? [];
  const unknown = decision.warnings.filter(({ code }) => UNKNOWN.includes(code)).map(({ detail }) => detail);
  const isFaulty = isWarned(reason) || MALFORMED.includes(reason) || unknown.length > 0;
  const isWarnedOf = isStrict && warnings.length + graphWarnings.length > 0;
  const containers: readonly ContainerDecision[] = decision.outcome === "inject" ? decision.containers : [];
  const why = unmet ?? (decision.outcome === "skip" ? decision.detail : undefined);
  return {
    file,
    object: template.title,
    namespace,
    pods: derivation?.count ?? 1,
    reason,
    isProblem: isFaulty || refused !== undefined || unmet !== undefined || isWarnedOf,
    pulls: decision.outcome === "inject" ? (decision.pull?.models ?? []) : [],
    offline: containers.filter(isOffline).map(readName),
    online: containers.filter((container) => !isOffline(container)).map(readName),
    unknown,
    notes: [...[refused, why].filter((each) => each !== undefined), ...warnings, ...graphWarnings],
  };
}

/** What the manifests ask for and do not get, with the way to get it. */
function findUnmet(
  { template, namespace, mutation: { reason } }: DecidedTemplate,
  optInLabel: string | undefined,
): string | undefined {
  const mistake = reason === "NamespaceNotOptedIn" ? describeMistake({ namespace, optInLabel }) : undefined;
  return mistake ?? describeUnmetRequest(template.template, reason);
}

function isOffline(container: ContainerDecision): boolean {
  return container.cache !== undefined && container.isOffline;
}

function readName({ target }: ContainerDecision): string {
  return target.container.name;
}
