import { readGraphReview } from "../../../src/admission/graph-review.ts";
import { RepeatedText } from "../../../src/admission/repeated-text.ts";
import { admit, answer, warningLines } from "../../../src/admission/response.ts";
import { isProblem, readReview } from "../../../src/admission/review.ts";
import { DeclaredLayer } from "../../../src/cluster/live/declared-layer.ts";
import { WatchedLayer } from "../../../src/cluster/live/watched-layer.ts";
import { type DirectoryKind, MemoryDirectory } from "../../../src/cluster/memory-directory.ts";
import { buildEvent, nameEvent } from "../../../src/cluster/objects/event.ts";
import { readWatched, type WatchedObject } from "../../../src/cluster/watch/watched-object.ts";
import { loadConfig } from "../../../src/configuration/config.ts";
import { toSettings } from "../../../src/configuration/to-settings.ts";
import { planClaim } from "../../../src/deployment/desired/claim.ts";
import { buildDeployment } from "../../../src/deployment/desired/deployment.ts";
import { buildService } from "../../../src/deployment/desired/service.ts";
import { buildServiceAccount } from "../../../src/deployment/desired/service-account.ts";
import { readModelExpress } from "../../../src/deployment/model-express.ts";
import { ClusterView } from "../../../src/deployment/reconcile/cluster-view.ts";
import { computeInvalidStatus, computeStatus } from "../../../src/deployment/status/status.ts";
import { mutateGraph } from "../../../src/graph/mutate-graph.ts";
import { type Mutation, mutatePod } from "../../../src/injection/mutate-pod.ts";
import type { ContainerReader } from "../../../src/injection/target/reading-cache.ts";
import type { JsonObject } from "../../../src/kubernetes/json.ts";
import { findExcess } from "../../../src/kubernetes/json-extent.ts";
import { LIMITS } from "../../../src/kubernetes/limits.ts";
import { judgePod } from "../../../src/pods/judge-pod.ts";
import { listOccurrences } from "../../../src/pods/occurrence.ts";
import { mutateQuickly } from "../../../src/pods/quick-decision.ts";
import { identifyPod } from "../../../src/pods/regarding.ts";
import { lookAtPod } from "../../../src/pods/watched-pod.ts";
import { buildGraphDeclarations } from "../../../src/processes/graph-declarations.ts";
import { CLUSTER, WORKER } from "./seeds.ts";

/**
 * What is done with an object of a tenant's, from its arrival as bytes to the answer, or to the objects that are made of
 * it. Returns the work, which can be repeated.
 */
export type Subject = (object: JsonObject) => () => unknown;

const SETTINGS = toSettings(loadConfig(undefined, {}), "<pull.sh>");
const NOW = Date.parse("2026-01-02T03:04:05Z");
const MANAGER = "model-express-injector";

const memory = directory();
const repeated = new RepeatedText(SETTINGS.pull.script);

function directory(): MemoryDirectory {
  const known = new MemoryDirectory();
  for (const [kind, object] of CLUSTER) known.set(kind, object);
  return known;
}

function mutate(object: unknown, of = memory, readings?: ContainerReader): Mutation {
  return mutatePod({ namespace: "ns", object }, of, SETTINGS, readings);
}

/** As the API server asks. */
function reviewOf(kind: object, decide: (text: string) => Buffer | undefined): Subject {
  return (object) => {
    const request = { uid: "1", kind, namespace: "ns", operation: "CREATE", object };
    const review = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request };
    const body = Buffer.from(JSON.stringify(review));
    return () => (findExcess(body, LIMITS.review) === undefined ? decide(body.toString()) : undefined);
  };
}

function admitPod(text: string): Buffer | undefined {
  const review = readReview(text);
  return isProblem(review) ? undefined : answer(review.uid, mutate(review.object), repeated.encode);
}

function admitGraph(text: string): Buffer | undefined {
  const review = readGraphReview(text);
  if (isProblem(review)) return undefined;
  const { reason, operations, warnings } = mutateGraph(review, () => false);
  return admit(review.uid, { reason, operations, warnings: warningLines(warnings) });
}

/** As a watch brings it. */
function watched(take: (watched: WatchedObject) => unknown): Subject {
  return (object) => {
    const line = Buffer.from(JSON.stringify(object));
    return () => take(readWatched(line));
  };
}

/** The webhook takes it in, and decides about the next pod. */
function directoryOf(kind: DirectoryKind): Subject {
  return watched(({ object, excess }) => {
    const layer = new WatchedLayer({ kind, onChange: () => undefined });
    layer.changed(object, excess);
    const known = directory();
    known.set(kind, object, excess);
    return mutate(WORKER, known);
  });
}

/** The controller takes the pod in. */
function watchPod({ object, excess }: WatchedObject): unknown {
  if (excess !== undefined) return undefined;
  const quickly = (pod: JsonObject) => mutateQuickly(pod, (readings) => mutate(pod, memory, readings));
  return lookAtPod(object, { before: undefined, now: NOW, mutate: quickly });
}

/** The controller decides about the pod in its turn, and writes Events. */
function explainPod({ object: pod, excess }: WatchedObject): unknown {
  const look = lookAtPod(pod, { before: undefined, now: NOW, mutate });
  if (excess !== undefined || look === undefined) return undefined;
  const about = identifyPod(pod);
  return listOccurrences(pod, { watched: look, judgement: judgePod(pod, mutate(pod)), now: NOW }).map((each) =>
    buildEvent(about, { type: "Warning", ...each }, { name: nameEvent(about, [each.reason, each.podKey]), now: NOW }),
  );
}

/** The controller makes the objects, and writes the status. */
function watchModelExpress({ object, excess }: WatchedObject): unknown {
  const view = new ClusterView({ manager: MANAGER, onChange: () => undefined });
  view.declared.changed(object, excess);
  const instance = readModelExpress(object, excess);
  if (instance === undefined) return undefined;
  if (!("spec" in instance)) return JSON.stringify(computeInvalidStatus(instance, ""));
  const actual = view.readActualState(instance);
  const deployed = { ...instance, spec: { ...instance.spec, image: instance.spec.image ?? "image" } };
  const { object: claim, differences } = planClaim(instance, actual);
  const made = [buildServiceAccount(instance), buildService(instance), buildDeployment(deployed, 1), claim];
  const status = computeStatus(instance, { actual, differences, problems: [], now: "" });
  return JSON.stringify([made, status]);
}

function watchGraph({ object, excess }: WatchedObject): unknown {
  const layer = new DeclaredLayer(buildGraphDeclarations().declaredBy, () => NOW);
  layer.changed(object, excess);
  return layer.instancesFor("ns", "d");
}

export const SUBJECTS = {
  "a review of a pod": reviewOf({ group: "", version: "v1", kind: "Pod" }, admitPod),
  "a review of a graph": reviewOf({ group: "nvidia.com", kind: "DynamoGraphDeployment" }, admitGraph),
  "a pod that is watched": watched(watchPod),
  "a pod that is explained": watched(explainPod),
  "a Service that is watched": directoryOf("Service"),
  "a Namespace that is watched": directoryOf("Namespace"),
  "a claim that is watched": directoryOf("PersistentVolumeClaim"),
  "a ModelExpress that is watched": watched(watchModelExpress),
  "a graph that is watched": watched(watchGraph),
  "a graph that is read": directoryOf("DynamoGraphDeployment"),
} as const satisfies Readonly<Record<string, Subject>>;
