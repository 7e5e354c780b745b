import { attempt, orElse } from "../../cluster/objects/readable.ts";
import type { ConfigText } from "../../configuration/config.ts";
import type { Mutation } from "../../injection/mutate-pod.ts";
import { isWarned } from "../../injection/reason.ts";
import type { Settings } from "../../injection/settings.ts";
import { findInstallation, type Installation } from "../../installation/installation.ts";
import { firstOf } from "../../installation/registration.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { NAMESPACES, PODS } from "../../kubernetes/resource-type.ts";
import { INJECT_LABEL } from "../../model-express/keys.ts";
import { OneShotDecisions } from "../../mutation/one-shot-decisions.ts";
import { admittedOf } from "../../pod-outcome/admitted.ts";
import { causeOfMiss } from "../../pod-outcome/missed.ts";
import { EXIT, Failure } from "../failure.ts";
import { configTextOf } from "../installed-config.ts";
import { type ClusterOptions, type OpenCluster, withCluster } from "../open-cluster.ts";
import type { Terminal } from "../terminal.ts";
import type { ExplainOutput } from "./explain.ts";
import { isTroubled, type LivePod, podStory, podStoryObject } from "./pod-story.ts";

export interface ExplainPodOptions extends ClusterOptions {
  readonly pod: string;
  readonly namespace?: string | undefined;
  /** As flags, environment and file say, or the cluster's own configuration in the file's place. */
  readonly readSettings: (installed: ConfigText | undefined) => Settings;
  readonly output: ExplainOutput;
}

/** Tells the decision about a pod of a cluster, and what it got when it was created. Returns the exit code. */
export function explainPod(options: ExplainPodOptions, terminal: Terminal): Promise<number> {
  return withCluster(options, async (cluster) => {
    const live = await look(options, cluster);
    if (options.output === "json") terminal.out(`${JSON.stringify(podStoryObject(live), null, 2)}\n`);
    else terminal.out(podStory(live, terminal.colors));
    const isProblem = isWarned(live.mutation.reason) || live.miss !== undefined || isTroubled(live);
    return isProblem ? EXIT.problem : EXIT.ok;
  });
}

async function look(options: ExplainPodOptions, { reader, ...cluster }: OpenCluster): Promise<LivePod> {
  const namespace = options.namespace ?? cluster.namespace;
  const pod = await reader.get({ type: PODS, namespace, name: options.pod });
  if (pod === undefined) throw new Failure(`there is no pod ${options.pod} in namespace ${namespace}`);
  const [installation, home] = await Promise.all([
    findInstallation(reader),
    attempt(() => reader.get({ type: NAMESPACES, name: namespace })),
  ]);
  const settings = options.readSettings(configTextOf(installation));
  const decisions = new OneShotDecisions({ reader, settings });
  const mutation = await decisions.mutate({ namespace, object: pod });
  const namespaceLabels = objectAt(objectAt(orElse(home, undefined) ?? {}, "metadata"), "labels");
  return {
    name: options.pod,
    namespace,
    pod,
    settings,
    mutation,
    admitted: admittedOf(pod),
    isOptedIn: "value" in home ? textAt(namespaceLabels, INJECT_LABEL) === "enabled" : undefined,
    miss: missOf({ pod, mutation, namespaceLabels, installation }),
    unread: [...decisions.failures, ...unreadIn(installation)],
  };
}

interface Surroundings {
  readonly pod: JsonObject;
  readonly mutation: Mutation;
  readonly namespaceLabels: JsonObject;
  readonly installation: Installation;
}

/** Why the pod was not injected, when it would be now. */
function missOf({
  pod,
  mutation: { reason, decision },
  namespaceLabels,
  installation,
}: Surroundings): string | undefined {
  const isMissed = decision.outcome === "inject" && reason !== "AlreadyInjected" && admittedOf(pod) === undefined;
  if (!isMissed) return undefined;
  return causeOfMiss({ pod, namespaceLabels, decision, registration: firstOf(installation.registrations) });
}

function unreadIn({ registrations, configuration }: Installation): readonly string[] {
  return [
    ...("unreadable" in registrations ? [`the webhook's registration: ${registrations.unreadable}`] : []),
    ...("unreadable" in configuration ? [`the webhook's configuration: ${configuration.unreadable}`] : []),
  ];
}
