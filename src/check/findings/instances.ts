import { toKey } from "../../kubernetes/object-key.ts";
import { byAge, type Instance } from "../../model-express/instance.ts";
import { GLOBAL } from "../../model-express/keys.ts";
import { type Finding, type FindingCode, findingOn } from "../finding.ts";
import type { Observed, ObservedInstance, SurveyedPod } from "../observed.ts";
import { listClaimProblems, modesIn } from "./claims.ts";
import { listKeyNotes } from "./service-keys.ts";

/** Checks whether each instance is usable, and which pods use it. */
export function listInstanceFindings({ instances, pods }: Observed): readonly Finding[] {
  if ("unreadable" in instances)
    return [{ code: "InstancesUnread", subject: "Services", message: instances.unreadable }];
  if (instances.value.length === 0) {
    const message =
      "no Service is marked as a Model Express: create a ModelExpress, or use model-express-injector adopt SERVICE";
    return [{ code: "NoInstance", subject: "Services", message }];
  }
  const users = pods.flatMap((each) => ("value" in each.pods ? each.pods.value : []));
  return [
    ...instances.value.flatMap((observed) => {
      const key = toKey(observed.instance);
      const used = users.filter(({ fate }) => fate.kind === "injected" && fate.instance === key);
      const problems = [...findProblems(observed), ...(used.length === 0 ? idleness(observed.instance, users) : [])];
      return problems.some(({ code }) => !USABLE_WITH.includes(code))
        ? problems
        : [usable(observed, used.length), ...problems];
    }),
    ...ambiguities(instances.value.map(({ instance }) => instance)),
  ];
}

const USABLE_WITH: readonly FindingCode[] = ["KeyUnknown", "ClaimNotShared", "InstanceUnchecked"];

/** Finds an instance that no pod uses, although some would without their own address. */
function idleness(instance: Instance, users: readonly SurveyedPod[]): readonly Finding[] {
  const passing = users.flatMap(({ fate }) => (fate.kind === "injected" ? (fate.passedOver ?? []) : []));
  const [first] = passing.filter(({ service }) => service === toKey(instance));
  if (first === undefined) return [];
  const message = `no pod uses it: its pods keep ${first.url} (UrlDiffers); ${first.source}`;
  return [findingOn("InstanceIdle", instance, message)];
}

function usable({ instance, claim, endpoints, health }: ObservedInstance, users: number): Finding {
  const ready = "value" in endpoints ? `${endpoints.value.ready.length} ready` : undefined;
  const storage = instance.claim === undefined ? "no claim" : `claim ${instance.claim}${modesIn(claim)}`;
  const answers = health !== undefined && "status" in health ? `gRPC ${health.status}` : undefined;
  const used = `${users} ${users === 1 ? "pod uses" : "pods use"} it`;
  const message = [`serves ${describeScope(instance)}`, storage, ready, answers, used].filter(Boolean).join(", ");
  return findingOn("InstanceUsable", instance, message);
}

function findProblems(observed: ObservedInstance): readonly Finding[] {
  const { instance, claim, endpoints, health, unknownKeys = [] } = observed;
  if (instance.problem !== undefined) return [findingOn("InstanceInvalid", instance, instance.problem)];
  return [
    ...listKeyNotes(instance, unknownKeys),
    ...listClaimProblems(instance, claim),
    ...("value" in endpoints
      ? endpoints.value.ready.length > 0
        ? healthProblems(instance, health, endpoints.value.ready.find((each) => each.pod !== undefined)?.pod)
        : [findingOn("NothingReady", instance, nothingReady(observed, endpoints.value.unready))]
      : [findingOn("InstanceUnchecked", instance, endpoints.unreadable)]),
  ];
}

/** @param unready how many pods have an address; one whose init containers run has none yet */
function nothingReady({ instance, trouble, untroubled }: ObservedInstance, unready: number): string {
  const { namespace, name } = instance;
  if (trouble !== undefined) return `${trouble}; pulls wait until it is ready`;
  if (unready === 0 && untroubled !== undefined)
    return `pod ${untroubled} has not started yet, and pulls wait for it: kubectl describe pod ${untroubled} -n ${namespace}`;
  if (unready === 0)
    return `no pod stands behind it: start its server, or correct its selector: kubectl describe service ${name} -n ${namespace}`;
  return `${unready === 1 ? "its pod is not" : `none of its ${unready} pods is`} ready, and pulls wait for one`;
}

function healthProblems(
  instance: Instance,
  health: ObservedInstance["health"],
  pod: string | undefined,
): readonly Finding[] {
  if (health === undefined)
    return [findingOn("InstanceUnchecked", instance, "its gRPC health was not asked from here")];
  if ("status" in health) {
    return health.status === "SERVING"
      ? []
      : [findingOn("NotServing", instance, `its gRPC health is ${health.status}`)];
  }
  if ("unreachable" in health)
    return [findingOn("InstanceUnchecked", instance, `its gRPC health: ${health.unreachable}`)];
  const log =
    pod === undefined ? "" : `; look at its log: kubectl logs ${pod} -n ${instance.namespace} --all-containers`;
  return [findingOn("NotServing", instance, `its gRPC health: ${health.problem}${log}`)];
}

/** Finds instances at the same step of the search: the webhook uses the oldest, and warns. */
function ambiguities(instances: readonly Instance[]): readonly Finding[] {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const step = `${instance.namespace} ${instance.scope}`;
    groups.set(step, [...(groups.get(step) ?? []), instance]);
  }
  return [...groups.values()].flatMap((group) => {
    const [chosen, ...rivals] = [...group].sort(byAge);
    return chosen === undefined ? [] : rivals.map((rival) => ambiguous(rival, chosen));
  });
}

function ambiguous(rival: Instance, chosen: Instance): Finding {
  const message = `serves ${describeScope(rival)} as Service ${toKey(chosen)} does, which is older and wins: ${withdraw(rival)}, or ${withdraw(chosen)}`;
  return findingOn("InstanceAmbiguous", rival, message);
}

/** The label of a Service that the controller writes comes back. */
function withdraw(instance: Instance): string {
  const isDeployed = instance.problem === undefined && instance.isDeployed;
  return isDeployed
    ? `give ModelExpress ${instance.name} another spec.dynamoNamespace`
    : `take the label off Service ${instance.name}`;
}

function describeScope({ scope }: Instance): string {
  return scope === GLOBAL ? "every dynamo namespace" : `dynamo namespace ${scope}`;
}
