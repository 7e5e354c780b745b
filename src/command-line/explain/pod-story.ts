import type { Mutation } from "../../injection/mutate-pod.ts";
import type { Settings } from "../../injection/settings.ts";
import type { JsonObject } from "../../kubernetes/json.ts";
import type { Admitted } from "../../pod-outcome/admitted.ts";
import { listEarlierEndings } from "../../pod-outcome/pod-state.ts";
import { reportPull } from "../../pod-outcome/pull-report.ts";
import { describeOptIn } from "../manifests/opt-in.ts";
import type { Colors } from "../terminal.ts";
import { chapter } from "./chapter.ts";
import { decideCondition } from "./pod-condition.ts";
import { describeResult, type Explained, renderStory } from "./story.ts";
import { storyObject } from "./story-object.ts";

/** A pod of a cluster: what it got, and what it would get now. */
export interface LivePod {
  readonly name: string;
  readonly namespace: string;
  readonly pod: JsonObject;
  readonly settings: Settings;
  /** The decision as of now, as if the pod had never been injected. */
  readonly mutation: Mutation;
  readonly admitted: Admitted | "unreadable" | undefined;
  /** `undefined` if unknown. */
  readonly isOptedIn: boolean | undefined;
  /** The value of the namespace's opt-in label. */
  readonly optInLabel?: string | undefined;
  /** Why it was not injected at its creation, although it would be now. */
  readonly miss: string | undefined;
  /** The last line of the pull's log; `undefined` if the pull is not running or its log is unreadable. */
  readonly progress: string | undefined;
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly now: number;
  /** What the user may not read, so that it is missing here. */
  readonly unread: readonly string[];
}

/** Describes what the pod got at its creation, and the decision as of now. */
export function podStory(live: LivePod, colors: Colors): string {
  const before = [
    ...chapter("Its namespace", [namespaceLine(live)]),
    ...chapter("When it was created", admission(live, colors)),
    ...chapter(
      "What could not be read",
      live.unread.map((each) => colors.yellow(each)),
    ),
  ];
  const headline = writeHeadline(live, colors);
  return renderStory(explainedPod(live), {
    colors,
    before,
    isTooLate: true,
    ...(headline === undefined ? {} : { headline }),
  });
}

/** The most important fact about a pod: its current state, or the decision if it was not injected and nothing is wrong. */
function writeHeadline(live: LivePod, colors: Colors): readonly string[] | undefined {
  const { text, isTrouble, hints } = decideCondition(live);
  if (!isTrouble && !isInjected(live)) return undefined;
  const state = [isTrouble ? colors.red(text) : colors.green(text), ...hints];
  // What it lacks may be why it does not run.
  return isInjected(live)
    ? state
    : [...state, ...describeResult(explainedPod(live), colors, true).map((line) => line.trim())];
}

function isInjected({ admitted }: LivePod): boolean {
  return admitted !== undefined && admitted !== "unreadable";
}

/** The same as JSON. */
export function podStoryObject(live: LivePod): object {
  const { pod, admitted, isOptedIn, miss, unread, now, progress } = live;
  const { text, isTrouble, hints } = decideCondition(live);
  const pull = reportPull(pod, now);
  return {
    ...storyObject(explainedPod(live)),
    isOptedIn,
    state: { text, isTrouble, hints },
    admitted: admitted ?? null,
    pull: pull === undefined ? null : { ...pull, progress: progress ?? null },
    miss,
    unread,
  };
}

function explainedPod({ name, namespace, pod, mutation }: LivePod): Explained {
  const template = { title: `Pod ${name}`, pointer: "", template: pod, namespace };
  return { template, namespace, mutation, operations: mutation.operations };
}

function namespaceLine({ namespace, isOptedIn, optInLabel }: LivePod): string {
  if (isOptedIn === undefined) return `${namespace}: whether it is opted in could not be read`;
  return describeOptIn({ namespace, isOptedIn, optInLabel });
}

function admission({ pod, admitted, miss, settings, progress, now }: LivePod, colors: Colors): readonly string[] {
  if (admitted === "unreadable") return [colors.red("its status annotation is not one that the webhook wrote")];
  if (admitted === undefined) {
    return [`it got nothing${miss === undefined ? "" : colors.red(`, and would now: ${miss}`)}`];
  }
  const { version, config, mode, url, from, models, containers } = admitted;
  const isOther = config !== settings.configHash;
  const pull = reportPull(pod, now);
  const words = pull?.message === undefined ? "" : `: ${pull.message}`;
  return [
    `mode ${mode}, from ${from}${url === undefined ? "" : `, ${url}`}`,
    `containers ${containers.join(", ")}${models.length === 0 ? "" : `; pulls ${models.join(", ")}`}`,
    ...(pull === undefined ? [] : [`init container model-express-pull: ${pull.text}${words}`]),
    ...(progress === undefined ? [] : [`its last line: ${progress}`]),
    ...listEarlierEndings(pod).map((ending) => `before it was ready again, ${ending}`),
    colors.dim(`by version ${version}, configuration ${config}${isOther ? ` (now: ${settings.configHash})` : ""}`),
  ];
}
