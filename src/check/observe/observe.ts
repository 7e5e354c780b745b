import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { attempt, orElse, type Readable } from "../../cluster/objects/readable.ts";
import type { Settings } from "../../injection/settings.ts";
import { findInstallation, type Installation } from "../../installation/installation.ts";
import { takeFirst } from "../../installation/registration.ts";
import { type JsonObject, objectAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, NAMESPACES } from "../../kubernetes/resource-type.ts";
import { INJECT_LABEL } from "../../model-express/keys.ts";
import { OneShotDecisions } from "../../mutation/one-shot-decisions.ts";
import type { Dialer } from "../../reach/dialer.ts";
import { atMost } from "../at-most.ts";
import type { NamespacePods, Observed, ObservedInstance } from "../observed.ts";
import { readAccess } from "./access.ts";
import { readDefinition } from "./definition.ts";
import { readTroubles } from "./deployments.ts";
import { GraphReads } from "./graph-reads.ts";
import { inOrder, listInstanceServices, observeInstance } from "./instances.ts";
import { readModelExpresses } from "./model-expresses.ts";
import { readOutsidePods } from "./outside-pods.ts";
import { surveyPods } from "./pods.ts";
import { PullLogs } from "./pull-logs.ts";
import { askReplicas, readCallee, readCertificates } from "./webhook.ts";

export interface Observation {
  readonly reader: ObjectReader;
  /** `undefined`: only the API server is contacted. */
  readonly dialer: Dialer | undefined;
  /** Default: all namespaces. */
  readonly namespace: string | undefined;
  /** The webhook's settings, or the best approximation with the problem. */
  readonly settingsOf: (installation: Installation) => { readonly settings: Settings; readonly problem?: string };
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly now: () => number;
  /** Reports progress. */
  readonly report: (what: string) => void;
}

/** Concurrent, because an unresponsive server takes seconds. */
const INSTANCES_AT_ONCE = 8;
const NAMESPACES_AT_ONCE = 4;

/** Reads everything once. */
export async function observe(observation: Observation): Promise<Observed> {
  const { reader, dialer, namespace, report, settingsOf } = observation;
  report("the webhook");
  const installation = await findInstallation(reader);
  const { settings, problem } = settingsOf(installation);
  const called = readCallee(reader, installation);
  const [callee, replicas, troubles, storedCertificates, access, ...rest] = await Promise.all([
    called,
    called.then((callee) => askReplicas(callee, installation, dialer)),
    readTroubles(reader, installation),
    readCertificates(reader, installation),
    readAccess(reader, installation),
    attempt(() => readNamespaces(reader, namespace)),
    attempt(() => listInstanceServices(reader, namespace)),
    attempt(() => readDefinition(reader)),
    attempt(() => readModelExpresses(reader, namespace)),
  ]);
  const [namespaces, services, definition, modelExpresses] = rest;
  const instances = await observeInstances(services, observation, settings);
  const decisions = new OneShotDecisions({ reader, settings, complete: completeness(services, observation) });
  for (const service of orElse(services, [])) decisions.include("Service", service);
  for (const home of orElse(namespaces, [])) decisions.include("Namespace", home);
  const pods = await observePods({ namespaces, decisions, installation }, observation);
  const outside = await observeOutside(namespaces, observation);
  const judged = {
    callee,
    replicas,
    troubles,
    storedCertificates,
    access,
    namespaces,
    instances,
    definition,
    modelExpresses,
    pods,
    outside,
  };
  return { ...judged, now: observation.now(), installation, configurationProblem: problem };
}

/** With a namespace, the Services that were read are not all that a decision may need. */
function completeness(services: Readable<unknown>, { namespace }: Observation): ReadonlySet<"instances" | "instance"> {
  return new Set("value" in services && namespace === undefined ? ["instances", "instance"] : []);
}

async function readNamespaces(reader: ObjectReader, namespace: string | undefined): Promise<readonly JsonObject[]> {
  if (namespace === undefined) {
    return reader.list({ name: "namespaces", path: collectionPath(NAMESPACES), labelSelector: INJECT_LABEL });
  }
  const home = await reader.get({ type: NAMESPACES, name: namespace });
  return home !== undefined && INJECT_LABEL in readLabels(home) ? [home] : [];
}

async function observeInstances(
  services: Readable<readonly JsonObject[]>,
  { reader, dialer, report }: Observation,
  { clusterDomain }: Settings,
): Promise<Readable<readonly ObservedInstance[]>> {
  if ("unreadable" in services) return services;
  let done = 0;
  const observed = await atMost(INSTANCES_AT_ONCE, services.value, async (service) => {
    report(`instances: ${++done} of ${services.value.length}`);
    return observeInstance(service, { reader, dialer, clusterDomain });
  });
  return { value: observed.filter((each) => each !== undefined).sort(inOrder) };
}

interface PodSurroundings {
  readonly namespaces: Readable<readonly JsonObject[]>;
  readonly decisions: OneShotDecisions;
  readonly installation: Installation;
}

async function observePods(
  { namespaces, decisions, installation }: PodSurroundings,
  { reader, report, now }: Observation,
): Promise<readonly NamespacePods[]> {
  const registration = takeFirst(installation.registrations);
  const graphs = new GraphReads(reader);
  const logs = new PullLogs(reader);
  const homes = orElse(namespaces, []).filter((home) => textAt(readLabels(home), INJECT_LABEL) === "enabled");
  let done = 0;
  return atMost(NAMESPACES_AT_ONCE, homes, async (home) => {
    report(`pods: namespace ${++done} of ${homes.length}`);
    const pods = await attempt(() => surveyPods({ reader, decisions, home, registration, graphs, logs, now: now() }));
    return { namespace: textAt(objectAt(home, "metadata"), "name") ?? "", pods };
  });
}

/** If the opted-in namespaces are unknown, no namespace is reported as not opted in. */
function observeOutside(
  namespaces: Readable<readonly JsonObject[]>,
  { reader, namespace, report }: Observation,
): Promise<Observed["outside"]> {
  if ("unreadable" in namespaces) return Promise.resolve({ value: [] });
  report("pods of other namespaces");
  return attempt(() => readOutsidePods(reader, namespace, namespaces.value));
}

function readLabels(object: JsonObject): JsonObject {
  return objectAt(objectAt(object, "metadata"), "labels");
}
