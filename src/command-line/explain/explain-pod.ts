import type { ConfigText } from "../../configuration/config.ts";
import { isWarned } from "../../injection/reason.ts";
import type { Settings } from "../../injection/settings.ts";
import { PODS } from "../../kubernetes/resource-type.ts";
import { describeAbsence } from "../absent-object.ts";
import { EXIT } from "../failure.ts";
import { type ClusterOptions, type OpenCluster, withCluster } from "../open-cluster.ts";
import type { Output } from "../outputs.ts";
import type { Terminal } from "../terminal.ts";
import { lookAround, lookAtPod } from "./look-at-pod.ts";
import { decideCondition } from "./pod-condition.ts";
import { type LivePod, podStory, podStoryObject } from "./pod-story.ts";

export interface ExplainLiveOptions extends ClusterOptions {
  readonly name: string;
  readonly namespace?: string | undefined;
  /** Reads flags, environment and file, with the cluster's configuration as the default file. */
  readonly readSettings: (installed: ConfigText | undefined) => Settings;
  readonly output: Output;
}

/** Explains the decision about a pod of a cluster, and what it got at its creation. Returns the exit code. */
export function explainPod(options: ExplainLiveOptions, terminal: Terminal): Promise<number> {
  return withCluster(options, async (cluster) => {
    const live = await look(options, cluster);
    if (options.output === "json") terminal.out(`${JSON.stringify(podStoryObject(live), null, 2)}\n`);
    else terminal.out(podStory(live, terminal.colors));
    return isProblem(live) ? EXIT.problem : EXIT.ok;
  });
}

/** Whether an error keeps the pod from its Model Express or from running. */
export function isProblem(live: LivePod): boolean {
  return isWarned(live.mutation.reason) || live.miss !== undefined || decideCondition(live).isTrouble;
}

async function look({ name, readSettings, ...options }: ExplainLiveOptions, cluster: OpenCluster): Promise<LivePod> {
  const namespace = options.namespace ?? cluster.namespace;
  const pod = await cluster.reader.get({ type: PODS, namespace, name });
  if (pod === undefined) throw await describeAbsence(cluster.reader, { type: PODS, kind: "pod", namespace, name });
  return lookAtPod(pod, await lookAround(cluster, namespace, readSettings));
}
