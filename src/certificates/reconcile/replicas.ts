import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { type JsonObject, member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { collectionPath, PODS } from "../../kubernetes/resource-type.ts";
import type { Replica } from "../actual.ts";
import { askCertificate } from "../served-certificate.ts";

export interface ReplicaSearch {
  readonly writer: ObjectWriter;
  readonly namespace: string;
  /** Label selector of the webhook's pods. */
  readonly selector: string;
  /** The DNS name in the certificate. */
  readonly serverName: string;
}

/** The name of the webhook's container port. */
const PORT_NAME = "https";
const HANDSHAKE_MS = 3000;

/** Opens a TLS connection to each webhook pod that may serve a certificate, and returns the certificates. */
export async function askReplicas({ writer, namespace, selector, serverName }: ReplicaSearch): Promise<Replica[]> {
  const query = new URLSearchParams({ labelSelector: selector });
  const pods = objectsAt(await writer.list(`${collectionPath(PODS, namespace)}?${query}`), "items");
  return Promise.all(pods.filter(mayServe).map((pod) => ask(pod, serverName)));
}

/** Whether the pod may have the Secret mounted: it is scheduled, and has not ended. */
function mayServe(pod: JsonObject): boolean {
  const phase = textAt(objectAt(pod, "status"), "phase");
  return textAt(objectAt(pod, "spec"), "nodeName") !== undefined && phase !== "Succeeded" && phase !== "Failed";
}

async function ask(pod: JsonObject, serverName: string): Promise<Replica> {
  const name = textAt(objectAt(pod, "metadata"), "name") ?? "";
  const host = textAt(objectAt(pod, "status"), "podIP");
  const port = readPort(pod);
  if (host === undefined || port === undefined) return { pod: name, certificate: undefined };
  // Unverified, because the question is which CA signed it.
  const served = await askCertificate({ host, port, serverName, milliseconds: HANDSHAKE_MS });
  return { pod: name, certificate: "certificate" in served ? served.certificate : undefined };
}

function readPort(pod: JsonObject): number | undefined {
  const ports = objectsAt(objectAt(pod, "spec"), "containers").flatMap((container) => objectsAt(container, "ports"));
  const named = ports.find((port) => textAt(port, "name") === PORT_NAME);
  const number = named && member(named, "containerPort");
  return typeof number === "number" ? number : undefined;
}
