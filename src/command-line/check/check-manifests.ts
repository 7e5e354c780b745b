import { isWarned, type Reason } from "../../injection/reason.ts";
import type { Settings } from "../../injection/settings.ts";
import type { WarningCode } from "../../injection/warning.ts";
import { describeUnmetRequest } from "../../pod-outcome/unmet-request.ts";
import { EXIT } from "../failure.ts";
import { type DecidedTemplate, decideManifests } from "../manifests/decide-manifests.ts";
import { warnOfGraphsOnce } from "../manifests/graph-warnings.ts";
import { openDirectory } from "../manifests/open-directory.ts";
import { describeMistake } from "../manifests/opt-in.ts";
import { readInputs } from "../manifests/read-input.ts";
import { requirePods } from "../manifests/require-pods.ts";
import type { Output } from "../outputs.ts";
import type { Colors, Terminal } from "../terminal.ts";

export interface CheckManifestsOptions {
  readonly files: readonly string[];
  /** Manifests of the cluster. */
  readonly cluster: readonly string[];
  readonly settings: Settings;
  /** The namespace of objects without one. */
  readonly namespace: string;
  /** Whether any warning is a problem. */
  readonly isStrict: boolean;
  readonly output: Output;
}

/** Checks manifests without a cluster: what is pulled, what stays online, what is unknown. Returns the exit code. */
export function checkManifests(options: CheckManifestsOptions, terminal: Terminal): number {
  const { files, cluster, settings, namespace, isStrict, output } = options;
  const inputs = readInputs(files);
  const directory = openDirectory(cluster, inputs, namespace);
  const decided = decideManifests(inputs, { directory, settings, namespace });
  requirePods(inputs, decided);
  const checked = warnOfGraphsOnce(decided).map((one) =>
    checkTemplate(one, isStrict, directory.optInLabel(one.namespace)),
  );
  const problems = checked.filter(({ isProblem }) => isProblem).length;
  if (output === "json") terminal.out(`${JSON.stringify({ isHealthy: problems === 0, pods: checked }, null, 2)}\n`);
  else
    terminal.out(
      `${checked.map((one) => formatChecked(one, terminal.colors)).join("")}${summary(checked.length, problems)}\n`,
    );
  return problems > 0 ? EXIT.problem : EXIT.ok;
}

/** The result for the pods of one template. */
interface Checked {
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

const UNKNOWN: readonly WarningCode[] = ["UnknownModel"];
/** No error of a pod that the API server accepted, but one of a manifest. */
const MALFORMED: readonly Reason[] = ["NoContainers"];

function checkTemplate(
  { file, template, namespace, mutation, derivation }: DecidedTemplate,
  isStrict: boolean,
  optInLabel: string | undefined,
): Checked {
  const { reason, decision } = mutation;
  const { warnings } = decision;
  const graphWarnings = derivation?.warnings ?? [];
  const unmet = describeUnmetRequest(template.template, reason);
  const mistake = reason === "NamespaceNotOptedIn" ? describeMistake({ namespace, optInLabel }) : undefined;
  const lacks = [derivation?.refused, unmet, mistake].filter((each) => each !== undefined);
  const containers = decision.outcome === "inject" ? decision.containers : [];
  const named = containers.map(({ target, ...rest }) => ({
    name: target.container.name,
    isOffline: rest.cache !== undefined && "isOffline" in rest && rest.isOffline,
  }));
  const unknown = warnings.filter(({ code }) => UNKNOWN.includes(code)).map(({ detail }) => detail);
  return {
    file,
    object: template.title,
    namespace,
    pods: derivation?.count ?? 1,
    reason,
    isProblem:
      isWarned(reason) ||
      MALFORMED.includes(reason) ||
      unknown.length > 0 ||
      lacks.length > 0 ||
      (isStrict && warnings.length + graphWarnings.length > 0),
    pulls: decision.outcome === "inject" ? (decision.pull?.models ?? []) : [],
    offline: named.filter(({ isOffline }) => isOffline).map(({ name }) => name),
    online: named.filter(({ isOffline }) => !isOffline).map(({ name }) => name),
    unknown,
    notes: [
      ...lacks,
      ...(decision.outcome === "skip" && unmet === undefined && mistake === undefined ? [decision.detail] : []),
      ...warnings.map(({ code, detail }) => `${code}: ${detail}`),
      ...graphWarnings,
    ],
  };
}

function formatChecked(checked: Checked, colors: Colors): string {
  const { file, object, namespace, pods, reason, isProblem, pulls, offline, online, notes } = checked;
  const mark = isProblem ? colors.red("✗") : colors.green("✓");
  const count = pods === 1 ? "" : `, ${pods} pods`;
  const facts = [
    ...(pulls.length === 0 ? [] : [`pulls ${pulls.join(", ")}`]),
    ...(offline.length === 0 ? [] : [`offline: ${offline.join(", ")}`]),
    ...(online.length === 0 ? [] : [`online: ${online.join(", ")}`]),
  ];
  const lines = [
    `${mark} ${file}: ${object} (namespace ${namespace}${count}): ${reason}`,
    ...(facts.length === 0 ? [] : [`    ${facts.join("; ")}`]),
    ...notes.map((note) => `    ${note}`),
  ];
  return `${lines.join("\n")}\n`;
}

function summary(all: number, problems: number): string {
  const checked = `${all} ${all === 1 ? "kind of pod" : "kinds of pods"} checked`;
  return problems === 0 ? `${checked}, no problem found.` : `${checked}, ${problems} with a problem.`;
}
