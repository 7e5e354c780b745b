import { type Adoption, adopt as adoptService, release } from "../../adoption/adopt.ts";
import type { ClaimRequest } from "../../adoption/claim-choice.ts";
import { Refusal } from "../../adoption/refusal.ts";
import { attempt } from "../../cluster/objects/readable.ts";
import type { ConfigText } from "../../configuration/config.ts";
import type { Settings } from "../../injection/settings.ts";
import { findInstallation } from "../../installation/installation.ts";
import { NAMESPACES, SERVICES } from "../../kubernetes/resource-type.ts";
import { readEndpoints } from "../../reach/endpoints.ts";
import { askHealth } from "../../reach/instance-health.ts";
import { describeAbsence } from "../absent-object.ts";
import { chooseDialer, type Way } from "../choose-dialer.ts";
import { EXIT, Failure } from "../failure.ts";
import { readConfigText } from "../installed-config.ts";
import { type ClusterOptions, type OpenCluster, withCluster } from "../open-cluster.ts";
import type { Output } from "../outputs.ts";
import type { Terminal } from "../terminal.ts";
import { adoptedObject, tellAdopted, tellReleased } from "./adopt-story.ts";
import type { Adopted } from "./adopted.ts";

export interface AdoptOptions extends ClusterOptions {
  readonly service: string;
  readonly namespace?: string | undefined;
  readonly scope: string | undefined;
  readonly claim: ClaimRequest;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly remove: boolean;
  readonly connect: Way;
  readonly readSettings: (installed: ConfigText | undefined) => Settings;
  readonly output: Output;
}

const HEALTH_MS = 5000;

/**
 * Registers a running Model Express server as an instance, or unregisters it with `remove`. Returns the exit code.
 */
export function adopt(options: AdoptOptions, terminal: Terminal): Promise<number> {
  return withCluster(options, async (cluster) => {
    await requireService(options, cluster);
    const text = await (options.remove ? remove(options, cluster) : take(options, cluster, terminal)).catch(refused);
    terminal.out(text);
    return EXIT.ok;
  });
}

async function requireService(options: AdoptOptions, cluster: OpenCluster): Promise<void> {
  const service = { type: SERVICES, ...choosePlace(options, cluster) };
  if ((await cluster.reader.get(service)) !== undefined) return;
  throw await describeAbsence(cluster.reader, { ...service, kind: "Service" });
}

function refused(error: unknown): never {
  if (error instanceof Refusal) throw new Failure(error.message, EXIT.problem, error);
  throw error;
}

async function take(options: AdoptOptions, cluster: OpenCluster, { colors }: Terminal): Promise<string> {
  const { reader } = cluster;
  const request = { ...options, ...choosePlace(options, cluster) };
  const installation = await findInstallation(reader);
  const settings = options.readSettings(readConfigText(installation));
  const adoption = await adoptService(request, { reader, settings, writer: createWriter(options, cluster) });
  const home = await attempt(() => reader.get({ type: NAMESPACES, name: request.namespace }));
  const reached = await reach(adoption, options, { cluster, settings });
  const adopted: Adopted = { ...adoption, ...reached, settings, installation, home, isDryRun: options.dryRun };
  return options.output === "json"
    ? `${JSON.stringify(adoptedObject(adopted), null, 2)}\n`
    : tellAdopted(adopted, colors);
}

async function reach(
  { service, instance }: Adoption,
  { connect }: AdoptOptions,
  { cluster, settings }: { readonly cluster: OpenCluster; readonly settings: Settings },
): Promise<Pick<Adopted, "endpoints" | "health">> {
  const endpoints = await attempt(() => readEndpoints(cluster.reader, service, instance.port));
  const dialer = await chooseDialer(connect, cluster);
  if (dialer === undefined || "unreadable" in endpoints) return { endpoints, health: undefined };
  const { clusterDomain } = settings;
  const question = { instance, endpoints: endpoints.value, clusterDomain, milliseconds: HEALTH_MS };
  return { endpoints, health: { ...(await askHealth(question, dialer)), way: dialer.way } };
}

async function remove(options: AdoptOptions, cluster: OpenCluster): Promise<string> {
  const place = choosePlace(options, cluster);
  const released = await release(place, { reader: cluster.reader, writer: createWriter(options, cluster) });
  return tellReleased({ ...place, ...released, isDryRun: options.dryRun }, options.output);
}

function choosePlace(
  options: AdoptOptions,
  cluster: OpenCluster,
): { readonly namespace: string; readonly name: string } {
  return { namespace: options.namespace ?? cluster.namespace, name: options.service };
}

function createWriter({ dryRun, force }: AdoptOptions, { client, signal }: OpenCluster) {
  return { client, signal, isDryRun: dryRun, isForced: force };
}
