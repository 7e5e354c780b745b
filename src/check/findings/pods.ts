import { orElse } from "../../cluster/objects/readable.ts";
import { toKey } from "../../kubernetes/object-key.ts";
import type { PassedOver } from "../../pod-outcome/passed-over.ts";
import type { Trouble } from "../../pod-outcome/pod-state.ts";
import type { Finding, FindingCode } from "../finding.ts";
import type { NamespacePods, Observed, SurveyedPod } from "../observed.ts";

/** Reports the pods of opted-in namespaces. Pods with the same cause share a line. */
export function listPodFindings({ pods, instances }: Observed): readonly Finding[] {
  const known = new Set(orElse(instances, []).map(({ instance }) => toKey(instance)));
  const isComplete = "value" in instances;
  return pods.flatMap((each) => listNamespaceFindings(each, (key) => !isComplete || known.has(key)));
}

/** One line of the report for several pods. */
interface Line {
  readonly code: FindingCode;
  readonly message: string;
}

function listNamespaceFindings(
  { namespace, pods }: NamespacePods,
  isKnown: (instance: string) => boolean,
): readonly Finding[] {
  const subject = `Pods in ${namespace}`;
  if ("unreadable" in pods) return [{ code: "PodsUnread", subject, message: pods.unreadable, namespace }];
  const groups = new Map<string, { readonly line: Line; readonly names: string[] }>();
  for (const pod of pods.value) {
    for (const line of listLines(pod, isKnown)) {
      const key = `${line.code} ${line.message}`;
      const group = groups.get(key) ?? { line, names: [] };
      group.names.push(pod.name);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ line, names }) => ({
    code: line.code,
    subject,
    message: `${namesIn(names)}: ${line.message}`,
    namespace,
  }));
}

function listLines({ fate }: SurveyedPod, isKnown: (instance: string) => boolean): readonly Line[] {
  switch (fate.kind) {
    case "missed":
      return [{ code: "PodsMissed", message: `got no Model Express, and would now: ${fate.cause}` }];
    case "without":
      return [{ code: "PodsWithout", message: `got no Model Express: ${fate.reason}: ${fate.detail}` }];
    case "left alone":
      return [{ code: "PodsLeftAlone", message: `left alone: ${fate.reason}` }];
    case "injected":
      return injectedLines(fate, isKnown);
  }
}

function injectedLines(
  { instance, failure, isPullSlow, retrying, trouble, passedOver }: Extract<SurveyedPod["fate"], { kind: "injected" }>,
  isKnown: (instance: string) => boolean,
): readonly Line[] {
  const isGone = instance !== undefined && !isKnown(instance);
  const wrong: readonly Line[] = [
    ...(failure === undefined ? [] : [{ code: "PullsFailing" as const, message: `model-express-pull ${failure}` }]),
    ...(retrying === undefined ? [] : [{ code: "PullsRetrying" as const, message: describeRetrying(retrying) }]),
    ...(failure === undefined && trouble !== undefined ? [troubleLine(trouble)] : []),
    ...(isGone
      ? [{ code: "InstanceGone" as const, message: `given Service ${instance}, which is not an instance any more` }]
      : []),
  ];
  const differs: readonly Line[] = passedOver === undefined ? [] : [urlLine(passedOver)];
  const slow: readonly Line[] = isPullSlow === true ? [{ code: "PullsSlow", message: SLOW }] : [];
  return [...(wrong.length === 0 ? [INJECTED] : wrong), ...slow, ...differs];
}

function describeRetrying(why: string): string {
  return `the attempts of model-express-pull fail, and it goes on until its deadline: ${why}; if the server serves, a NetworkPolicy may keep them apart`;
}

const INJECTED: Line = { code: "PodsInjected", message: "injected" };
const SLOW =
  "model-express-pull has used more than half of its time, and ends with an error at its deadline: see how far it is with " +
  "model-express-injector explain pod; more time: annotation modelexpress.nvidia.com/pull-timeout, or pull.timeout in the configuration";

function troubleLine({ text, share, isWaiting }: Trouble): Line {
  const message = `injected, but ${text}${share === undefined ? "" : `; ${share}`}`;
  return { code: isWaiting ? "PodsWaiting" : "PodsNotRunning", message };
}

function urlLine({ service, url, source }: PassedOver & { readonly source: string }): Line {
  return { code: "UrlDiffers", message: `keep ${url}, and do not use Service ${service}; ${source}` };
}

const MOST_NAMES = 3;

/** `3 pods (a, b, c)`, `12 pods (a, b, c, …)`. */
export function namesIn(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(", ");
  const more = names.length > MOST_NAMES ? ", …" : "";
  return `${names.length} ${names.length === 1 ? "pod" : "pods"} (${shown}${more})`;
}
