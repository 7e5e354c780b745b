import type { Mutation } from "../../injection/mutate-pod.ts";
import type { Settings } from "../../injection/settings.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import { INJECT_LABEL } from "../../model-express/keys.ts";
import { type Admitted, pullStateOf } from "../../pod-outcome/admitted.ts";
import { troubleOf } from "../../pod-outcome/pod-state.ts";
import type { Colors } from "../terminal.ts";
import { chapter, storyObject, type Told, tellStory } from "./story.ts";

/** A pod of a cluster, what it got, and what it would get. */
export interface LivePod {
  readonly name: string;
  readonly namespace: string;
  readonly pod: JsonObject;
  readonly settings: Settings;
  /** What would be decided now. */
  readonly mutation: Mutation;
  readonly admitted: Admitted | "unreadable" | undefined;
  /** `undefined`: it may not be known. */
  readonly isOptedIn: boolean | undefined;
  /** Why it was not injected when it was created, although it would be now. */
  readonly miss: string | undefined;
  /** What may not be read, so that the story lacks it. */
  readonly unread: readonly string[];
}

/** What the pod got when it was created, and the decision that it would meet now. */
export function podStory(live: LivePod, colors: Colors): string {
  const { unread } = live;
  const before = [
    ...chapter("Its namespace", [namespaceLine(live)]),
    ...chapter("When it was created", admission(live, colors)),
    ...chapter(
      "What could not be read",
      unread.map((each) => colors.yellow(each)),
    ),
  ];
  const headline = headlineOf(live, colors);
  return tellStory(told(live), { colors, before, isTooLate: true, ...(headline === undefined ? {} : { headline }) });
}

/** What matters most about a pod that was injected: how it is. */
function headlineOf(live: LivePod, colors: Colors): readonly string[] | undefined {
  const { name, namespace, pod, admitted } = live;
  if (admitted === undefined || admitted === "unreadable") return undefined;
  const pull = pullStateOf(pod);
  if (pull?.isFailing === true) {
    const restarts = `${pull.restarts ?? 0} ${pull.restarts === 1 ? "restart" : "restarts"}`;
    return [
      colors.red(`Injected, but its pull fails (${restarts}): ${pull.message}`),
      `See: kubectl logs ${name} -n ${namespace} -c ${PULL} --previous`,
    ];
  }
  const trouble = troubleOf(pod);
  if (trouble !== undefined)
    return [colors.red(`Injected, but ${trouble}`), `See: kubectl describe pod ${name} -n ${namespace}`];
  const pulling = pull === undefined ? "" : `; its pull: ${pull.text}`;
  return [colors.green(`Injected: mode ${admitted.mode}, from ${admitted.from}${pulling}`)];
}

const PULL = "model-express-pull";

/** Whether something is wrong with a pod that exists. */
export function isTroubled({ pod, admitted }: LivePod): boolean {
  const isInjected = admitted !== undefined && admitted !== "unreadable";
  return isInjected && (pullStateOf(pod)?.isFailing === true || troubleOf(pod) !== undefined);
}

/** The same for a machine. */
export function podStoryObject(live: LivePod): object {
  const { pod, admitted, isOptedIn, miss, unread } = live;
  return {
    ...storyObject(told(live)),
    isOptedIn,
    admitted: admitted ?? null,
    pull: pullStateOf(pod)?.text ?? null,
    trouble: (pullStateOf(pod)?.isFailing === true ? pullStateOf(pod)?.message : troubleOf(pod)) ?? null,
    miss,
    unread,
  };
}

function told({ name, namespace, pod, mutation }: LivePod): Told {
  const template = { title: `Pod ${name}`, pointer: "", template: pod, namespace };
  return { template, namespace, mutation, operations: mutation.operations };
}

function namespaceLine({ namespace, isOptedIn }: LivePod): string {
  if (isOptedIn === undefined) return `${namespace}: whether it is opted in could not be read`;
  if (isOptedIn) return `${namespace} is opted in: ${INJECT_LABEL}=enabled`;
  return `${namespace} is not opted in: kubectl label namespace ${namespace} ${INJECT_LABEL}=enabled`;
}

function admission({ pod, admitted, miss, settings }: LivePod, colors: Colors): readonly string[] {
  if (admitted === "unreadable") return [colors.red("its status annotation is not one that the webhook wrote")];
  if (admitted === undefined) {
    return [`it got nothing${miss === undefined ? "" : colors.red(`, and would now: ${miss}`)}`];
  }
  const { version, config, mode, url, from, models, containers } = admitted;
  const isOther = config !== settings.configHash;
  const pull = pullStateOf(pod)?.text;
  return [
    `mode ${mode}, from ${from}${url === undefined ? "" : `, ${url}`}`,
    `containers ${containers.join(", ")}${models.length === 0 ? "" : `; pulls ${models.join(", ")}`}`,
    ...(pull === undefined ? [] : [`init container model-express-pull: ${pull}`]),
    colors.dim(`by version ${version}, configuration ${config}${isOther ? ` (now: ${settings.configHash})` : ""}`),
  ];
}
