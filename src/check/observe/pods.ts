import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import type { Mutation } from "../../injection/mutate-pod.ts";
import { isWarned } from "../../injection/reason.ts";
import type { Registration } from "../../installation/registration.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, PODS } from "../../kubernetes/resource-type.ts";
import { DYNAMO } from "../../model-express/keys.ts";
import type { OneShotDecisions } from "../../mutation/one-shot-decisions.ts";
import { type Admitted, parseInstance, readAdmitted } from "../../pod-outcome/admitted.ts";
import { findMissCause } from "../../pod-outcome/missed.ts";
import { describeAddressSource, findPassedOver } from "../../pod-outcome/passed-over.ts";
import { findTrouble, type Trouble } from "../../pod-outcome/pod-state.ts";
import { isPastHalf, readPull } from "../../pod-outcome/pull.ts";
import { reportPull } from "../../pod-outcome/pull-report.ts";
import { describeUnmetRequest } from "../../pod-outcome/unmet-request.ts";
import { decideWithoutAdditions } from "../../pod-outcome/without-additions.ts";
import { readGatedPod } from "../../prefetch/actual/gated-pod.ts";
import { describeOverdueGate } from "../../prefetch/judge-gates.ts";
import type { Fate, SurveyedPod } from "../observed.ts";
import type { GraphReads } from "./graph-reads.ts";
import type { PullLogs } from "./pull-logs.ts";

export interface PodSurvey {
  readonly reader: ObjectReader;
  readonly decisions: OneShotDecisions;
  /** The Namespace object. */
  readonly home: JsonObject;
  readonly registration: Registration | undefined | "unknown";
  readonly graphs: GraphReads;
  readonly logs: PullLogs;
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly now: number;
}

/** Surveys the pods of a namespace that have not ended. Skips pods unrelated to Dynamo. */
export async function surveyPods(survey: PodSurvey): Promise<readonly SurveyedPod[]> {
  const namespace = textAt(objectAt(survey.home, "metadata"), "name") ?? "";
  const surveyed: SurveyedPod[] = [];
  for await (const page of survey.reader.pages({ name: "pods", path: collectionPath(PODS, namespace) })) {
    for (const pod of page) {
      const fate = hasEnded(pod) ? undefined : await decideFate(pod, namespace, survey);
      if (fate !== undefined) surveyed.push({ ...readIdentity(pod), fate });
    }
  }
  return surveyed;
}

function hasEnded(pod: JsonObject): boolean {
  const phase = textAt(objectAt(pod, "status"), "phase");
  const isEnding = textAt(objectAt(pod, "metadata"), "deletionTimestamp") !== undefined;
  const isFailed = phase === "Failed" && readAdmitted(pod) === undefined;
  return isEnding || phase === "Succeeded" || isFailed;
}

async function decideFate(pod: JsonObject, namespace: string, survey: PodSurvey): Promise<Fate | undefined> {
  const { decisions, home, registration } = survey;
  const admitted = readAdmitted(pod);
  if (admitted !== undefined) return injectedFate(pod, admitted, survey);
  const { reason, decision } = await decisions.mutate({ namespace, object: pod });
  if (reason === "AlreadyInjected") return injectedFate(pod, "unreadable", survey);
  if (decision.outcome === "inject") {
    const namespaceLabels = objectAt(objectAt(home, "metadata"), "labels");
    return { kind: "missed", cause: findMissCause({ pod, namespaceLabels, decision, registration }) };
  }
  if (isWarned(decision.reason)) return { kind: "without", reason: decision.reason, detail: decision.detail };
  const unmet = describeUnmetRequest(pod, decision.reason);
  if (unmet !== undefined) return { kind: "without", reason: decision.reason, detail: unmet };
  return decision.reason === "NotDynamo" ? undefined : { kind: "left alone", reason: decision.reason };
}

async function injectedFate(pod: JsonObject, admitted: Admitted | "unreadable", survey: PodSurvey): Promise<Fate> {
  const instance = admitted === "unreadable" ? undefined : parseInstance(admitted);
  return {
    kind: "injected",
    instance: instance && `${instance.namespace}/${instance.name}`,
    failure: findFailure(pod),
    isPullSlow: isPullSlow(pod, survey.now),
    retrying: await survey.logs.whyRetrying(pod, survey.now),
    trouble: heldTooLong(pod, survey.now) ?? findTrouble(pod),
    // A pod that got an instance uses it.
    passedOver: instance === undefined ? await passedOver(pod, survey) : undefined,
  };
}

function isPullSlow(pod: JsonObject, now: number): boolean {
  const pull = readPull(pod);
  return pull !== undefined && isPastHalf(pull, now);
}

function heldTooLong(pod: JsonObject, now: number): Trouble | undefined {
  const gated = readGatedPod(pod);
  const text = gated && describeOverdueGate(gated, now);
  return text === undefined ? undefined : { text: `it is ${text}`, isWaiting: false };
}

/** Without times, so that pods with the same cause share a line. */
function findFailure(pod: JsonObject): string | undefined {
  const report = reportPull(pod, 0);
  if (report?.isFailing !== true) return undefined;
  const exitCode = readPull(pod)?.end?.exitCode;
  return exitCode === undefined
    ? [`${report.text}: ${report.message}`, report.fix].filter(Boolean).join("; ")
    : `failed with exit code ${exitCode}: ${report.message}`;
}

async function passedOver(pod: JsonObject, { decisions, graphs, home }: PodSurvey) {
  const namespace = textAt(objectAt(home, "metadata"), "name") ?? "";
  const decide = (object: JsonObject): Promise<Mutation> => decisions.mutate({ namespace, object });
  const found = findPassedOver(await decideWithoutAdditions(pod, decide));
  if (found === undefined) return undefined;
  const { graph } = readIdentity(pod);
  const isNamed = graph === undefined ? undefined : await graphs.namesAddress(namespace, graph);
  return { ...found, source: describeAddressSource(isNamed) };
}

function readIdentity(pod: JsonObject): Pick<SurveyedPod, "name" | "graph"> {
  const metadata = objectAt(pod, "metadata");
  return { name: textAt(metadata, "name") ?? "", graph: textAt(objectAt(metadata, "labels"), DYNAMO.graph) };
}
