import type { Mutation } from "../../injection/mutate-pod.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import type { PodTemplate } from "../../kubernetes/manifest-objects.ts";
import { collectionPath, PODS } from "../../kubernetes/resource-type.ts";
import { DYNAMO, INJECT_LABEL } from "../../model-express/keys.ts";
import { parseInstance } from "../../pod-outcome/admitted.ts";
import { describeAddressSource, findPassedOver, namesAddress } from "../../pod-outcome/passed-over.ts";
import { declaredServices } from "../manifests/declared-objects.ts";
import { type Derivation, derivedTemplates } from "../manifests/derived-templates.ts";
import { lookAtPod, type Surroundings, unreadIn } from "./look-at-pod.ts";
import type { LivePod } from "./pod-story.ts";

/** A kind of pods of a graph: the pods derived by the operator's rules, and the existing ones. */
export interface PodKind {
  readonly template: PodTemplate;
  readonly derivation: Derivation;
  readonly mutation: Mutation;
  readonly pods: readonly LivePod[];
}

/** An instance that the graph declares. */
export interface GraphInstance {
  readonly service: string;
  /** The number of the graph's pods that got it. */
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
  /** Pods with the graph's label that match no derived kind. */
  readonly others: readonly LivePod[];
  readonly instances: readonly GraphInstance[];
  readonly unread: readonly string[];
}

/** Reads a graph with its derived and its existing pods. */
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

/** Sequentially, so that shared look-ups are read once. */
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
  const found = readRole(labels);
  return role === found || (role === "main" && found !== "memory-server");
}

/** The role of a pod of a multinode replica: LeaderWorkerSets number their pods, Grove names cliques by role. */
function readRole(labels: JsonObject): Derivation["role"] {
  const index = textAt(labels, "leaderworkerset.sigs.k8s.io/worker-index");
  if (index !== undefined) return index === "0" ? "leader" : "worker";
  const clique = textAt(labels, "grove.io/podclique") ?? "";
  if (/-gms-\d+$/.test(clique)) return "memory-server";
  return /-wkr(-\d+)?$/.test(clique) ? "worker" : "leader";
}

function instanceState(service: string, pods: readonly LivePod[], graph: JsonObject): GraphInstance {
  const users = pods.filter(({ admitted }) => {
    const given = admitted === undefined || admitted === "unreadable" ? undefined : parseInstance(admitted);
    return given !== undefined && `${given.namespace}/${given.name}` === service;
  });
  const [other] = pods
    .flatMap(({ mutation }) => findPassedOver(mutation) ?? [])
    .filter((each) => each.service === service);
  const passedOver =
    other === undefined ? undefined : `pods keep ${other.url} instead; ${describeAddressSource(namesAddress(graph))}`;
  return { service, users: users.length, passedOver };
}
