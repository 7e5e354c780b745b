import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { attempt, orElse, type Readable } from "../../cluster/objects/readable.ts";
import type { ConfigText } from "../../configuration/config.ts";
import type { Mutation } from "../../injection/mutate-pod.ts";
import type { Settings } from "../../injection/settings.ts";
import { findInstallation, type Installation } from "../../installation/installation.ts";
import { takeFirst } from "../../installation/registration.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { NAMESPACES } from "../../kubernetes/resource-type.ts";
import { INJECT_LABEL } from "../../model-express/keys.ts";
import { OneShotDecisions } from "../../mutation/one-shot-decisions.ts";
import { readAdmitted } from "../../pod-outcome/admitted.ts";
import { findMissCause } from "../../pod-outcome/missed.ts";
import { decideWithoutAdditions } from "../../pod-outcome/without-additions.ts";
import { readConfigText } from "../installed-config.ts";
import type { OpenCluster } from "../open-cluster.ts";
import type { LivePod } from "./pod-story.ts";
import { readProgress } from "./read-progress.ts";

/** The inputs for decisions about the pods of a namespace. */
export interface Surroundings {
  readonly reader: ObjectReader;
  readonly namespace: string;
  readonly home: Readable<JsonObject | undefined>;
  readonly installation: Installation;
  readonly settings: Settings;
  readonly decisions: OneShotDecisions;
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly now: () => number;
}

export async function lookAround(
  { reader, client }: OpenCluster,
  namespace: string,
  readSettings: (installed: ConfigText | undefined) => Settings,
): Promise<Surroundings> {
  const [installation, home] = await Promise.all([
    findInstallation(reader),
    attempt(() => reader.get({ type: NAMESPACES, name: namespace })),
  ]);
  const settings = readSettings(readConfigText(installation));
  const decisions = new OneShotDecisions({ reader, settings });
  await decisions.includeInstances(namespace);
  return { reader, namespace, home, installation, settings, decisions, now: () => client.clock.now() };
}

/** Reads what a pod got, its state, and the decision as of now. */
export async function lookAtPod(pod: JsonObject, around: Surroundings): Promise<LivePod> {
  const { namespace, home, settings, decisions, reader, now } = around;
  const decide = (object: JsonObject): Promise<Mutation> => decisions.mutate({ namespace, object });
  const mutation = await decideWithoutAdditions(pod, decide);
  return {
    name: textAt(objectAt(pod, "metadata"), "name") ?? "",
    namespace,
    pod,
    settings,
    mutation,
    admitted: readAdmitted(pod),
    isOptedIn: "value" in home ? textAt(readLabels(home), INJECT_LABEL) === "enabled" : undefined,
    optInLabel: textAt(readLabels(home), INJECT_LABEL),
    miss: explainMiss(pod, mutation, around),
    progress: await readProgress(reader, pod),
    now: now(),
    unread: unreadIn(around),
  };
}

/** What the user may not read, one sentence each. */
export function unreadIn({ installation, decisions }: Pick<Surroundings, "installation" | "decisions">) {
  const { registrations, configuration } = installation;
  return [
    ...decisions.failures,
    ...("unreadable" in registrations ? [`the webhook's registration: ${registrations.unreadable}`] : []),
    ...("unreadable" in configuration ? [`the webhook's configuration: ${configuration.unreadable}`] : []),
  ];
}

/** Why the pod was not injected, if it would be now. */
function explainMiss(pod: JsonObject, { reason, decision }: Mutation, around: Surroundings): string | undefined {
  const isMissed = decision.outcome === "inject" && reason !== "AlreadyInjected" && readAdmitted(pod) === undefined;
  if (!isMissed) return undefined;
  const registration = takeFirst(around.installation.registrations);
  return findMissCause({ pod, namespaceLabels: readLabels(around.home), decision, registration });
}

function readLabels(home: Readable<JsonObject | undefined>): JsonObject {
  return objectAt(objectAt(orElse(home, undefined) ?? {}, "metadata"), "labels");
}
