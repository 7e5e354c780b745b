import type { ObjectReader } from "../cluster/objects/object-reader.ts";
import type { Mutation } from "../injection/mutate-pod.ts";
import { isSameOrOlder } from "../injection/pull-image.ts";
import type { Settings } from "../injection/settings.ts";
import { type JsonObject, objectAt, textAt } from "../kubernetes/json.ts";
import { CLAIMS, SERVICES } from "../kubernetes/resource-type.ts";
import type { ValidInstance } from "../model-express/instance.ts";
import { DYNAMO_NAMESPACE_LABEL } from "../model-express/keys.ts";
import { readInstance } from "../model-express/read-instance.ts";
import { applyMarks, type MarkWriter } from "./apply-marks.ts";
import { findServers } from "./behind-service.ts";
import { type ClaimChoice, type ClaimRequest, chooseClaim } from "./claim-choice.ts";
import { addMarks, buildMarks, listMarks, NO_INSTANCE, NO_MARKS, type ServerMarks } from "./marks.ts";
import { previewMutation } from "./preview.ts";
import { Refusal } from "./refusal.ts";
import { refuseOwned, refuseRivals } from "./rivals.ts";
import { chooseScope } from "./scope.ts";
import type { Server } from "./server-cache.ts";

export interface AdoptionRequest {
  readonly namespace: string;
  readonly name: string;
  /** The dynamo namespace to serve, or `global`; `undefined`: that of the Service's graph. */
  readonly scope: string | undefined;
  readonly claim: ClaimRequest;
}

export interface AdoptionContext {
  readonly reader: ObjectReader;
  readonly writer: MarkWriter;
  /** The webhook's settings. */
  readonly settings: Settings;
}

/** An adopted Service, or the result of a dry run. */
export interface Adoption {
  readonly service: JsonObject;
  readonly instance: ValidInstance;
  /** Whether the marks changed. */
  readonly isChanged: boolean;
  readonly marks: readonly string[];
  readonly claim: JsonObject | undefined;
  readonly servers: readonly Server[];
  /** The webhook's decision about a worker in the same namespace. */
  readonly mutation: Mutation;
  readonly note: string | undefined;
}

/**
 * Marks the Service of a running Model Express server as an instance, after checking that pods can use it.
 * Idempotent.
 *
 * @throws {Refusal} if pods could not use it
 */
export async function adopt(
  request: AdoptionRequest,
  { reader, writer, settings }: AdoptionContext,
): Promise<Adoption> {
  const before = await readService(reader, request);
  refuseOwned(before);
  const scope = chooseScope(before, request.scope);
  await refuseRivals(reader, request, scope);
  const servers = await findServers(reader, before);
  const choice = chooseClaim(servers, request.claim);
  await requireClaim(reader, request.namespace, choice);
  const marks = buildMarks(scope, choice, serverMarks(servers, settings));
  requireInstance(addMarks(before, marks));
  const service = await applyMarks(before, marks, writer);
  const { namespace } = request;
  const instance = requireInstance(service);
  // Others can have named a claim that adopt would not.
  const claim = await readClaim(reader, namespace, instance.claim);
  return {
    service,
    instance,
    isChanged: String(listMarks(service)) !== String(listMarks(before)),
    marks: listMarks(service),
    claim,
    servers,
    mutation: previewMutation({ namespace, scope, service, claim }, settings),
    note: choice.note,
  };
}

/**
 * Pods pull with the server's image, and with what it needs, if all servers agree on it. An older one of the configured
 * repository stays out: its command line may lack what the pull needs.
 */
function serverMarks([first, ...others]: readonly Server[], { pull }: Settings): ServerMarks {
  const tokenAudience = first?.tokenAudience;
  const isAgreed = first !== undefined && others.every(({ image }) => image === first.image);
  if (!isAgreed || isSameOrOlder(first.image, pull.image)) return { tokenAudience };
  const { image, imagePullPolicy, imagePullSecrets } = first;
  return { tokenAudience, image, imagePullPolicy, imagePullSecrets };
}

/** Removes the marks of {@link adopt}. Returns the marks that others have set in `left`. */
export async function release(
  request: Pick<AdoptionRequest, "namespace" | "name">,
  { reader, writer }: Pick<AdoptionContext, "reader" | "writer">,
): Promise<{ readonly isChanged: boolean; readonly left: readonly string[]; readonly isInstance: boolean }> {
  const before = await readService(reader, request);
  const unmarked = await applyMarks(before, isMarkedAsNone(before) ? NO_INSTANCE : NO_MARKS, writer);
  const after = isInstanceOfDynamo(unmarked) ? await applyMarks(before, NO_INSTANCE, writer) : unmarked;
  const left = listMarks(after);
  return { isChanged: String(left) !== String(listMarks(before)), left, isInstance: readInstance(after) !== undefined };
}

function isMarkedAsNone(service: JsonObject): boolean {
  return textAt(objectAt(objectAt(service, "metadata"), "labels"), DYNAMO_NAMESPACE_LABEL) === "";
}

/** Whether the labels of Dynamo's operator alone make it an instance. */
function isInstanceOfDynamo(service: JsonObject): boolean {
  const labels = objectAt(objectAt(service, "metadata"), "labels");
  return readInstance(service) !== undefined && textAt(labels, DYNAMO_NAMESPACE_LABEL) === undefined;
}

async function readService(
  reader: ObjectReader,
  { namespace, name }: Pick<AdoptionRequest, "namespace" | "name">,
): Promise<JsonObject> {
  const service = await reader.get({ type: SERVICES, namespace, name });
  if (service !== undefined) return service;
  throw new Refusal(`there is no Service ${name} in namespace ${namespace}`);
}

/** @throws {Refusal} if the chosen claim does not exist */
async function requireClaim(reader: ObjectReader, namespace: string, { claim }: ClaimChoice): Promise<void> {
  if (claim === undefined || (await readClaim(reader, namespace, claim)) !== undefined) return;
  throw new Refusal(`there is no PersistentVolumeClaim ${claim} in namespace ${namespace}`);
}

async function readClaim(
  reader: ObjectReader,
  namespace: string,
  claim: string | undefined,
): Promise<JsonObject | undefined> {
  return claim === undefined ? undefined : reader.get({ type: CLAIMS, namespace, name: claim });
}

function requireInstance(service: JsonObject): ValidInstance {
  const instance = readInstance(service);
  if (instance === undefined)
    throw new Refusal(`the label ${DYNAMO_NAMESPACE_LABEL} was removed from the Service again`);
  if (instance.problem !== undefined) throw new Refusal(instance.problem);
  return instance;
}
