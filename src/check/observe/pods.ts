import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { isWarned } from "../../injection/reason.ts";
import type { Registration } from "../../installation/registration.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, PODS } from "../../kubernetes/resource-type.ts";
import { DYNAMO } from "../../model-express/keys.ts";
import type { OneShotDecisions } from "../../mutation/one-shot-decisions.ts";
import { admittedOf, instanceOf, pullStateOf } from "../../pod-outcome/admitted.ts";
import { causeOfMiss } from "../../pod-outcome/missed.ts";
import type { Fate, SurveyedPod } from "../observed.ts";

export interface PodSurvey {
  readonly reader: ObjectReader;
  readonly decisions: OneShotDecisions;
  /** The Namespace. */
  readonly home: JsonObject;
  readonly registration: Registration | undefined | "unknown";
}

/** What became of each pod of a namespace that has not ended; those that are nothing to Dynamo are left out. */
export async function surveyPods(survey: PodSurvey): Promise<readonly SurveyedPod[]> {
  const namespace = textAt(objectAt(survey.home, "metadata"), "name") ?? "";
  const surveyed: SurveyedPod[] = [];
  for await (const page of survey.reader.pages({ name: "pods", path: collectionPath(PODS, namespace) })) {
    for (const pod of page) {
      const fate = hasEnded(pod) ? undefined : await fateOf(pod, namespace, survey);
      if (fate !== undefined) surveyed.push({ ...identityOf(pod), fate });
    }
  }
  return surveyed;
}

function hasEnded(pod: JsonObject): boolean {
  const phase = textAt(objectAt(pod, "status"), "phase");
  const isEnding = textAt(objectAt(pod, "metadata"), "deletionTimestamp") !== undefined;
  return isEnding || phase === "Succeeded" || phase === "Failed";
}

async function fateOf(
  pod: JsonObject,
  namespace: string,
  { decisions, home, registration }: PodSurvey,
): Promise<Fate | undefined> {
  const admitted = admittedOf(pod);
  if (admitted !== undefined) {
    const instance = admitted === "unreadable" ? undefined : instanceOf(admitted);
    const pull = pullStateOf(pod);
    const failure = pull?.isFailing === true ? pull.text : undefined;
    return { kind: "injected", instance: instance && `${instance.namespace}/${instance.name}`, failure };
  }
  const { reason, decision } = await decisions.mutate({ namespace, object: pod });
  if (reason === "AlreadyInjected") return { kind: "injected", instance: undefined, failure: undefined };
  if (decision.outcome === "inject") {
    const namespaceLabels = objectAt(objectAt(home, "metadata"), "labels");
    return { kind: "missed", cause: causeOfMiss({ pod, namespaceLabels, decision, registration }) };
  }
  if (isWarned(decision.reason)) return { kind: "without", reason: decision.reason, detail: decision.detail };
  return decision.reason === "NotDynamo" ? undefined : { kind: "left alone", reason: decision.reason };
}

function identityOf(pod: JsonObject): Pick<SurveyedPod, "name" | "graph"> {
  const metadata = objectAt(pod, "metadata");
  return { name: textAt(metadata, "name") ?? "", graph: textAt(objectAt(metadata, "labels"), DYNAMO.graph) };
}
