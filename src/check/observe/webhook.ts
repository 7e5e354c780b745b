import { askCertificate, type Served } from "../../certificates/served-certificate.ts";
import type { ObjectReader } from "../../cluster/objects/object-reader.ts";
import { attempt, orElse, type Readable } from "../../cluster/objects/readable.ts";
import { type Installation, volumeSources } from "../../installation/installation.ts";
import type { Registration } from "../../installation/registration.ts";
import { member, objectAt, objectsAt, textAt } from "../../kubernetes/json.ts";
import { SECRETS, SERVICES } from "../../kubernetes/resource-type.ts";
import type { Dialer, LineFailure, Target } from "../../reach/dialer.ts";
import { readEndpoints } from "../../reach/endpoints.ts";

import { atMost } from "../at-most.ts";
import type { Callee, Replica, StoredCertificate } from "../observed.ts";

const HANDSHAKE_MS = 5000;
const WIDTH = 4;

/** Reads the Service that the API server calls; `undefined` if it calls none. */
export async function readCallee(
  reader: ObjectReader,
  { registrations }: Installation,
): Promise<Readable<Callee> | undefined> {
  const [registration] = orElse(registrations, []);
  const service = registration?.service;
  if (service === undefined) return undefined;
  return attempt(async () => {
    const object = await reader.get({ type: SERVICES, ...service });
    if (object === undefined) return { isThere: false, hasPort: false, endpoints: { ready: [], unready: 0 } };
    const hasPort = objectsAt(objectAt(object, "spec"), "ports").some((each) => member(each, "port") === service.port);
    return { isThere: true, hasPort, endpoints: await readEndpoints(reader, object, service.port) };
  });
}

/**
 * Fetches the certificate of every replica of the webhook; `undefined` if there is no webhook Service or no way to
 * the pods.
 */
export async function askReplicas(
  callee: Readable<Callee> | undefined,
  { registrations }: Installation,
  dialer: Dialer | undefined,
): Promise<Readable<readonly Replica[]> | undefined> {
  const [registration] = orElse(registrations, []);
  if (dialer === undefined || registration?.service === undefined || callee === undefined) return undefined;
  if ("unreadable" in callee) return callee;
  const { service } = registration;
  const { ready } = callee.value.endpoints;
  return attempt(() =>
    atMost(WIDTH, ready, async ({ address, port, pod }) => {
      const target = { namespace: service.namespace, name: pod ?? "", port };
      const place = { host: address, port, pod: pod === undefined ? undefined : target };
      return { pod: pod ?? address, served: await ask(place, registration, dialer) };
    }),
  );
}

async function ask(target: Target, { service, caBundle }: Registration, dialer: Dialer): Promise<Served | LineFailure> {
  const line = await dialer.open(target);
  if ("unreachable" in line) return line;
  try {
    const serverName = `${service?.name}.${service?.namespace}.svc`;
    const served = await askCertificate({ ...line, serverName, ca: caBundle, milliseconds: HANDSHAKE_MS });
    return "certificate" in served ? served : (line.failure() ?? served);
  } finally {
    line.close();
  }
}

/** Reads the certificates, but not the keys, in the Secrets that the webhook mounts. */
export async function readCertificates(
  reader: ObjectReader,
  { namespace, webhook }: Installation,
): Promise<readonly StoredCertificate[]> {
  const names = volumeSources(orElse(webhook, undefined), "secret", "secretName");
  return atMost(WIDTH, names, async (name) => ({
    secret: name,
    certificate: await attempt(async () => {
      const secret = await reader.get({ type: SECRETS, namespace, name });
      if (secret === undefined) return undefined;
      return Buffer.from(textAt(objectAt(secret, "data"), "tls.crt") ?? "", "base64").toString("utf8");
    }),
  }));
}
