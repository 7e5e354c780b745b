import type { JsonObject } from "../../kubernetes/json.ts";
import { PULL_NAME } from "../../model-express/pull-container.ts";
import type { Admitted } from "../../pod-outcome/admitted.ts";
import { findTrouble } from "../../pod-outcome/pod-state.ts";
import { type PullReport, reportPull } from "../../pod-outcome/pull-report.ts";

/** The state of a pod in one line, with the next commands to run. */
export interface PodCondition {
  readonly text: string;
  readonly isTrouble: boolean;
  readonly hints: readonly string[];
}

/** A pod of a cluster, as needed for its state. */
export interface ObservedPod {
  readonly name: string;
  readonly namespace: string;
  readonly pod: JsonObject;
  readonly admitted: Admitted | "unreadable" | undefined;
  /** The last line of the pull's log. */
  readonly progress: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Describes the first obstacle: its pull, its node, its containers; without one, what it got. */
export function decideCondition(observed: ObservedPod): PodCondition {
  const { pod, admitted, now } = observed;
  const start = admitted === undefined || admitted === "unreadable" ? "Not injected" : "Injected";
  const pull = reportPull(pod, now);
  const trouble = findTrouble(pod);
  const isPullLast = trouble === undefined || trouble.text.startsWith("container ");
  if (pull?.isFailing === true && isPullLast) return failingPull(start, pull, observed);
  if (trouble === undefined) return { text: fineText(start, pull, observed), isTrouble: false, hints: [] };
  const hints = [...(trouble.share === undefined ? [] : [capital(trouble.share)]), `See: ${describe(observed)}`];
  return { text: `${start}, but ${trouble.text}`, isTrouble: true, hints };
}

function failingPull(start: string, pull: PullReport, { name, namespace }: ObservedPod): PodCondition {
  const { restarts, message, text, fix } = pull;
  const count = `${restarts} ${restarts === 1 ? "restart" : "restarts"}`;
  const log = `kubectl logs ${name} -n ${namespace} -c ${PULL_NAME}${restarts > 0 ? " --previous" : ""}`;
  const isStarted = !text.startsWith("cannot start");
  if (!isStarted) {
    const hints = [...(fix === undefined ? [] : [capital(fix)]), `See: ${describe({ name, namespace })}`];
    return { text: `${start}, but its pull ${text}: ${message}`, isTrouble: true, hints };
  }
  return {
    text: `${start}, but its pull fails (${count}): ${message}`,
    isTrouble: true,
    hints: [`${capital(text)}`, `See: ${log}`],
  };
}

function fineText(start: string, pull: PullReport | undefined, { admitted, progress }: ObservedPod): string {
  const pulling = pull === undefined ? "" : `; its pull: ${pull.text}${progress === undefined ? "" : `: ${progress}`}`;
  if (admitted === undefined || admitted === "unreadable") return `${start}${pulling}`;
  return `${start}: mode ${admitted.mode}, from ${admitted.from}${pulling}`;
}

function describe({ name, namespace }: Pick<ObservedPod, "name" | "namespace">): string {
  return `kubectl describe pod ${name} -n ${namespace}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
