import { isKnown } from "@model-express-injector/shell-reading/unknown.ts";
import { textAt } from "../kubernetes/json.ts";
import { quoted } from "../kubernetes/quoted.ts";
import type { Directory } from "../model-express/directory.ts";
import { findInstance } from "../model-express/find-instance.ts";
import type { InvalidInstance } from "../model-express/instance.ts";
import { DYNAMO, INJECT_LABEL } from "../model-express/keys.ts";
import { describeNearMisses } from "../model-express/near-misses.ts";
import type { Found, Search } from "../model-express/search.ts";
import { buildInjection } from "./build-injection.ts";
import type { Candidate } from "./candidate.ts";
import type { Decision, SkipDecision, Trace } from "./decision.ts";
import { isServiceName, resolvesServiceNames } from "./pod/names.ts";
import type { Pod } from "./pod/pod.ts";
import { isMalformed, readPod } from "./pod/read-pod.ts";
import type { SkipReason } from "./reason.ts";
import type { Settings } from "./settings.ts";
import { type InvalidAnnotation, isInvalidAnnotation, readAnnotations } from "./target/annotations.ts";
import { followLeader } from "./target/leader.ts";
import type { ContainerReader } from "./target/reading-cache.ts";
import { decideRole } from "./target/role.ts";
import { candidates, findAddressedTarget, findTargets, type Target } from "./target/target.ts";

export interface PodRequest {
  /** The request's namespace. The object's own may be empty. */
  readonly namespace: string;
  /** The raw object: `{metadata, spec}`. */
  readonly object: unknown;
  /** The length of the text that it was parsed from, if known. */
  readonly characters?: number;
  /** The key of a cached outcome for pods like this one, if it is recognized as a replica. The object may be parsed lazily. */
  readonly key?: string;
}

/**
 * Decides what a pod gets, and why. Pure and total: returns a decision for any JSON value.
 *
 * @param reader reads the containers in place of the default, for instance through a cache; does not change the decision
 */
export function decide(
  request: PodRequest,
  directory: Directory,
  settings: Settings,
  reader?: ContainerReader,
): Decision {
  const { namespace } = request;
  const pod = readPod(request.object);
  if (isMalformed(pod)) return skip(pod.reason, pod.problem);
  if (directory.isOptedIn(namespace) === false) {
    return skip("NamespaceNotOptedIn", `kubectl label namespace ${namespace} ${INJECT_LABEL}=enabled --overwrite`);
  }
  const role = decideRole(pod);
  if (typeof role === "object") return skip(role.reason, role.detail);
  const annotations = readAnnotations(pod.annotations, listNames(candidates(pod)));
  if (isInvalidAnnotation(annotations)) return skip("InvalidAnnotation", describe(annotations), { role });
  if (annotations.url === "none") return skip("DisabledByUser", "its annotation url is empty", { role });
  const candidate = { pod, namespace, role, annotations };
  const targets = followLeader(findTargets(candidate, reader), candidate, directory);
  return decideForTargets(candidate, targets, directory, settings);
}

function decideForTargets(
  candidate: Candidate,
  all: readonly Target[],
  directory: Directory,
  settings: Settings,
): Decision {
  const { pod, role } = candidate;
  if (all.length === 0) return skip("NoTarget", "name the containers in the annotation containers", { role });
  const targets = all.filter(({ own }) => own?.address !== "none");
  if (targets.length === 0) return skip("DisabledByUser", disabledDetail(all), { role, targets: all });
  const dynamoNamespace = findDynamoNamespace(targets, pod);
  const { found, steps } = findInstance(buildSearch({ candidate, targets, dynamoNamespace, settings }), directory);
  const trace = { role, targets, steps, ...(dynamoNamespace === undefined ? {} : { dynamoNamespace }) };
  if (found === undefined) return skip("NoModelExpress", absentDetail(candidate, dynamoNamespace, directory), trace);
  const { instance } = found;
  if (instance?.problem !== undefined) return skip("InvalidInstance", instanceDetail(instance), trace);
  if (isOutOfReach(pod, found)) return skip("NameNotResolved", outOfReachDetail(found), trace);
  return buildInjection({ ...candidate, targets, found: { ...found, instance }, trace }, directory, settings);
}

/** An address that the pod itself states is the user's responsibility. */
function isOutOfReach({ network }: Pod, { step, address }: Found): boolean {
  if (step === "annotation" || step === "environment" || address === "unknown") return false;
  return isServiceName(address) && !resolvesServiceNames(network);
}

function outOfReachDetail({ address }: Found): string {
  const host = address === "unknown" ? "the Service" : address.host;
  return `${host} has no cluster IP; set dnsPolicy: ClusterFirstWithHostNet (with hostNetwork) or ClusterFirst`;
}

function buildSearch(known: {
  readonly candidate: Candidate;
  readonly targets: readonly Target[];
  readonly dynamoNamespace: string | undefined;
  readonly settings: Settings;
}): Search {
  const { candidate, targets, dynamoNamespace, settings } = known;
  const { url } = candidate.annotations;
  const existing = findAddressedTarget(targets)?.own?.address;
  return {
    namespace: candidate.namespace,
    dynamoNamespace,
    annotated: url === "none" ? undefined : url,
    existing: existing === "none" ? undefined : existing,
    globalNamespaces: settings.globalNamespaces,
    defaultUrl: settings.defaultUrl,
    clusterDomain: settings.clusterDomain,
    resolvesNames: resolvesServiceNames(candidate.pod.network),
  };
}

/** `DYN_NAMESPACE` is what the runtime uses; the label can differ from it. */
function findDynamoNamespace(targets: readonly Target[], pod: Pod): string | undefined {
  for (const { environment } of targets) {
    const value = environment.variables.get("DYN_NAMESPACE");
    if (value !== undefined && value !== "" && isKnown(value)) return value;
  }
  return textAt(pod.labels, DYNAMO.namespace) || undefined;
}

function listNames(containers: readonly { readonly name: string }[]): readonly string[] {
  return containers.map(({ name }) => name);
}

function describe({ key, value, accepted }: InvalidAnnotation): string {
  return `${key} is ${quoted(value)}; accepted: ${accepted}`;
}

function disabledDetail(targets: readonly Target[]): string {
  const [first] = targets;
  return `${first?.own?.setBy} of container ${first?.container.name} is empty`;
}

function absentDetail({ namespace }: Candidate, dynamoNamespace: string | undefined, directory: Directory): string {
  const scope = dynamoNamespace === undefined ? "" : ` for dynamo namespace ${dynamoNamespace}`;
  const near = describeNearMisses(directory.nearMisses(namespace, dynamoNamespace), namespace, dynamoNamespace);
  return `none${scope} in namespace ${namespace}, and no global one${near}`;
}

function instanceDetail({ namespace, name, problem }: InvalidInstance): string {
  return `Service ${namespace}/${name}: ${problem}`;
}

function skip(reason: SkipReason, detail: string, trace: Trace = {}): SkipDecision {
  return { outcome: "skip", reason, detail, warnings: [], trace };
}
