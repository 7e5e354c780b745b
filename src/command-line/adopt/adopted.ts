import type { Adoption } from "../../adoption/adopt.ts";
import type { Readable } from "../../cluster/objects/readable.ts";
import { choosePullImage, cutRepository } from "../../injection/pull-image.ts";
import type { Settings } from "../../injection/settings.ts";
import type { Installation } from "../../installation/installation.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { GLOBAL, INJECT_LABEL } from "../../model-express/keys.ts";
import type { Endpoints } from "../../reach/endpoints.ts";
import type { Health } from "../../reach/grpc-health.ts";

/** An adoption, with its surroundings. */
export interface Adopted extends Adoption {
  readonly settings: Settings;
  readonly installation: Installation;
  readonly home: Readable<JsonObject | undefined>;
  readonly endpoints: Readable<Endpoints>;
  /** `undefined`: it was not checked. */
  readonly health: (Health & { readonly way: string }) | undefined;
  readonly isDryRun: boolean;
}

/** Lists what pods need before they get the instance. */
export function missingIn({ home, installation, endpoints, health, instance }: Adopted): readonly string[] {
  const { namespace } = instance;
  const labels = objectAt(objectAt(("value" in home && home.value) || {}, "metadata"), "labels");
  const isOptedOut = "value" in home && textAt(labels, INJECT_LABEL) !== "enabled";
  const { registrations } = installation;
  const isUnregistered = "value" in registrations && registrations.value.length === 0;
  const isIdle = "value" in endpoints && endpoints.value.ready.length === 0;
  return [
    ...(isOptedOut
      ? [`the namespace is not opted in: kubectl label namespace ${namespace} ${INJECT_LABEL}=enabled`]
      : []),
    ...(isUnregistered ? ["the injector is not registered in this cluster: install it"] : []),
    ...(isIdle ? ["no pod behind the Service is ready: pods wait in their pull until one is"] : []),
    ...(!isIdle && health !== undefined && !isServing(health) ? ["the server does not say that it serves"] : []),
  ];
}

function isServing(health: Health): boolean {
  return "status" in health && health.status === "SERVING";
}

/** Lists notes for the user. */
export function notesOn({ instance, settings, service, servers, note }: Adopted): readonly string[] {
  const { namespace, scope } = instance;
  const isOnlyHere = scope === GLOBAL && !settings.globalNamespaces.includes(namespace);
  const owner = objectsAt(objectAt(service, "metadata"), "ownerReferences")[0];
  const { image } = choosePullImage(instance, { deployedImage: () => undefined }, settings.pull);
  const other = servers.find((server) => server.image !== image)?.image;
  return [
    "pods that run already stay as they are: delete them to have them recreated",
    ...(note === undefined ? [] : [note]),
    ...(isOnlyHere
      ? [`pods of other namespaces use it only if globalNamespaces of the injector has ${namespace}`]
      : []),
    ...(other === undefined
      ? []
      : [`the server runs ${other}, pods pull with ${image}: list ${cutRepository(other)} in pull.allowedImages`]),
    ...(owner === undefined ? [] : [ownerNote(owner)]),
  ];
}

/** The controller that owns the Service can recreate it. */
function ownerNote(owner: JsonObject): string {
  const who = `${textAt(owner, "kind")} ${textAt(owner, "name")}`;
  return `the Service belongs to ${who}: set the label there too (in a graph: labels of the service), or it may be lost`;
}
