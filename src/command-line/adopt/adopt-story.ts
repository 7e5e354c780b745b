import { REASONS } from "../../injection/reason.ts";
import { member, objectAt, textAt } from "../../kubernetes/json.ts";
import { buildUrl } from "../../model-express/instance.ts";
import { DYNAMO_NAMESPACE_LABEL, GLOBAL } from "../../model-express/keys.ts";
import type { Health } from "../../reach/grpc-health.ts";
import { chapter } from "../explain/chapter.ts";
import type { Output } from "../outputs.ts";
import type { Colors } from "../terminal.ts";
import { type Adopted, missingIn, notesOn } from "./adopted.ts";

/** Describes what was done, what the webhook will decide, and what is missing. */
export function tellAdopted(adopted: Adopted, colors: Colors): string {
  const { instance, settings, marks, mutation } = adopted;
  const missing = missingIn(adopted);
  const lines = [
    colors.bold(headline(adopted)),
    "",
    `  URL     ${buildUrl(instance, settings.clusterDomain)}`,
    `  claim   ${claimLine(adopted)}`,
    `  health  ${healthLine(adopted)}`,
    `  marks   ${marks.join("\n          ")}`,
    "",
    `  ${effect(adopted)}`,
    `  ${REASONS[mutation.reason].sentence} (${mutation.reason})`,
    ...mutation.decision.warnings.map(({ code, detail }) => `  ${colors.yellow(code)}: ${detail}`),
    ...chapter(
      "Still missing",
      missing.map((each) => colors.yellow(each)),
    ),
    ...chapter("To know", notesOn(adopted)),
  ];
  return `${lines.join("\n")}\n`;
}

/** The same as JSON. */
export function adoptedObject(adopted: Adopted): object {
  const { instance, settings, isChanged, isDryRun, marks, health, mutation } = adopted;
  return {
    service: `${instance.namespace}/${instance.name}`,
    serves: instance.scope,
    url: buildUrl(instance, settings.clusterDomain),
    claim: instance.claim ?? null,
    isChanged,
    isDryRun,
    marks,
    health: health ?? null,
    reason: mutation.reason,
    warnings: mutation.decision.warnings,
    missing: missingIn(adopted),
    notes: notesOn(adopted),
  };
}

export interface Released {
  readonly namespace: string;
  readonly name: string;
  readonly isChanged: boolean;
  readonly left: readonly string[];
  readonly isInstance: boolean;
  readonly isDryRun: boolean;
}

export function tellReleased(released: Released, output: Output): string {
  if (output === "json") return `${JSON.stringify(released, null, 2)}\n`;
  const { namespace, name, isChanged, isInstance, isDryRun, left } = released;
  const done = isDryRun ? "would be taken away (dry run)" : "are taken away";
  const lines = [
    `Service ${namespace}/${name}: ${isChanged ? `the marks of adopt ${done}` : "adopt had set nothing on it"}.`,
    ...(isInstance ? ["It is an instance all the same, by what others set:"] : []),
    ...left.map((mark) => `  ${mark}`),
    ...(isInstance
      ? [`  to let it go: kubectl label service ${name} -n ${namespace} ${DYNAMO_NAMESPACE_LABEL}= --overwrite`]
      : []),
    ...(isMarkedAsNone(left) ? [NONE] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function isMarkedAsNone(left: readonly string[]): boolean {
  return left.includes(`label ${DYNAMO_NAMESPACE_LABEL}=`);
}

const NONE = `It is not an instance any more: the empty label says so, because Dynamo's own labels make it one.`;

function headline({ instance: { namespace, name, scope }, isChanged, isDryRun }: Adopted): string {
  const scopeText = scope === GLOBAL ? "every dynamo namespace" : `dynamo namespace ${scope}`;
  const service = `Service ${namespace}/${name}`;
  if (!isChanged) return `${service} serves ${scopeText} already: nothing to change.`;
  return isDryRun ? `${service} would serve ${scopeText} (dry run).` : `${service} serves ${scopeText} now.`;
}

function claimLine({ instance, claim }: Adopted): string {
  if (instance.claim === undefined) return "none: pods stream their models";
  if (claim === undefined) return `${instance.claim} (not in namespace ${instance.namespace})`;
  const modes = member(objectAt(claim, "spec"), "accessModes");
  const phase = textAt(objectAt(claim, "status"), "phase") ?? "Pending";
  const part = instance.claimSubPath === "" ? "" : `, its part ${instance.claimSubPath}`;
  return `${instance.claim} (${Array.isArray(modes) ? modes.join(", ") : "no access mode"}, ${phase})${part}`;
}

function healthLine({ health, endpoints }: Adopted): string {
  const ready = "value" in endpoints ? `; endpoints ready: ${endpoints.value.ready.length}` : "";
  if (health === undefined) return `not asked${ready}`;
  return `${describeHealth(health)} (asked ${health.way})${ready}`;
}

function describeHealth(health: Health): string {
  if ("status" in health) return health.status;
  return "problem" in health ? health.problem : health.unreachable;
}

function effect({ instance: { namespace, scope }, settings }: Adopted): string {
  if (scope !== GLOBAL) return `New pods of dynamo namespace ${scope} in namespace ${namespace} get:`;
  const isForAll = settings.globalNamespaces.includes(namespace);
  return `New Dynamo pods in ${isForAll ? "every opted-in namespace" : `namespace ${namespace}`} that have no instance of their own get:`;
}
