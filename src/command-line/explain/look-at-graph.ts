import type { Mutation } from "../../injection/mutate-pod.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import type { PodTemplate } from "../../kubernetes/manifest-objects.ts";
import { collectionPath, PODS } from "../../kubernetes/resource-type.ts";
import { DYNAMO, INJECT_LABEL } from "../../model-express/keys.ts";
import { instanceOf } from "../../pod-outcome/admitted.ts";
import { namesAddress, passedOverBy, sourceSentence } from "../../pod-outcome/passed-over.ts";
import { declaredServices } from "../manifests/declared-objects.ts";
import { type Derivation, derivedTemplates } from "../manifests/derived-templates.ts";
import { lookAtPod, type Surroundings, unreadIn } from "./look-at-pod.ts";
import type { LivePod } from "./pod-story.ts";

/** A kind of pods of a graph: what the operator makes by its rules, and the pods that exist. */
export interface PodKind {
  readonly template: PodTemplate;
  readonly derivation: Derivation;
  readonly mutation: Mutation;
  readonly pods: readonly LivePod[];
}

/** An instance that the graph declares. */
export interface GraphInstance {
  readonly service: string;
  /** Pods of the graph that were given it. */
  readonly users: number;
  /** Why pods of the graph do not use it. */
  readonly passedOver: string | undefined;
}

/** A graph of a cluster. */
export interface LiveGraph {
  readonly name: string;
  readonly namespace: string;
  readonly isOptedIn: boolean | undefined;
  readonly kinds: readonly PodKind[];
  /** Pods that have the graph's label, and are of no kind that was derived. */
  readonly others: readonly LivePod[];
  readonly instances: readonly GraphInstance[];
  readonly unread: readonly string[];
}

/** Looks at a graph, at the pods that it should have, and at those that it has. */
export async function lookAtGraph(object: JsonObject, around: Surroundings): Promise<LiveGraph> {
  const { namespace, decisions, reader, home } = around;
  const name = textAt(objectAt(object, "metadata"), "name") ?? "";
  const labelSelector = `${DYNAMO.graph}=${name}`;
  const objects = await reader.list({ name: "pods", path: collectionPath(PODS, namespace), labelSelector });
  const pods = await inTurn(objects.filter(isAlive), (pod) => lookAtPod(pod, around));
  const kinds = await inTurn(derivedTemplates(object, namespace), async ({ template, derivation }) => {
    const mutation = await decisions.mutate({ namespace, object: template.template });
    return { template, derivation, mutation, pods: pods.filter(({ pod }) => isOfKind(pod, derivation)) };
  });
  const known = new Set(kinds.flatMap((kind) => kind.pods));
  const isOptedIn = "value" in home ? isEnabled(home.value) : undefined;
  const others = pods.filter((pod) => !known.has(pod));
  const instances = declaredServices(object).map((service) => instanceState(service, pods, object));
  return { name, namespace, isOptedIn, kinds, others, instances, unread: unreadIn(around) };
}

function isEnabled(home: JsonObject | undefined): boolean {
  return textAt(objectAt(objectAt(home ?? {}, "metadata"), "labels"), INJECT_LABEL) === "enabled";
}

/** Their look-ups are shared, and each is read once. */
async function inTurn<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}

function isAlive(pod: JsonObject): boolean {
  return textAt(objectAt(pod, "metadata"), "deletionTimestamp") === undefined;
}

function isOfKind(pod: JsonObject, { component, role }: Derivation): boolean {
  const labels = objectAt(objectAt(pod, "metadata"), "labels");
  if (textAt(labels, DYNAMO.component)?.toLowerCase() !== component.toLowerCase()) return false;
  return role === "main" || role === roleOf(labels);
}

/** Of a pod among several nodes: LeaderWorkerSets number them, Grove names cliques by their role. */
function roleOf(labels: JsonObject): Derivation["role"] {
  const index = textAt(labels, "leaderworkerset.sigs.k8s.io/worker-index");
  if (index !== undefined) return index === "0" ? "leader" : "worker";
  return textAt(labels, "grove.io/podclique")?.endsWith("-wkr") ? "worker" : "leader";
}

function instanceState(service: string, pods: readonly LivePod[], graph: JsonObject): GraphInstance {
  const users = pods.filter(({ admitted }) => {
    const given = admitted === undefined || admitted === "unreadable" ? undefined : instanceOf(admitted);
    return given !== undefined && `${given.namespace}/${given.name}` === service;
  });
  const [other] = pods
    .flatMap(({ mutation }) => passedOverBy(mutation) ?? [])
    .filter((each) => each.service === service);
  const passedOver =
    other === undefined ? undefined : `pods keep ${other.url} instead; ${sourceSentence(namesAddress(graph))}`;
  return { service, users: users.length, passedOver };
}
