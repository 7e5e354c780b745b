import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { ApiClient } from "../../cluster/api/api-client.ts";
import { ObjectCache } from "../../cluster/objects/object-cache.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { type ControllerPart, startPart } from "../../cluster/reconcile/controller-part.ts";
import type { ReconcileMetrics } from "../../cluster/reconcile/reconcile-metrics.ts";
import type { Resource } from "../../cluster/watch/resource.ts";
import { collectionPath, type ObjectReference } from "../../kubernetes/resource-type.ts";
import { createCertificateMetrics } from "./certificate-metrics.ts";
import { type CertificateNames, deriveNames } from "./certificate-names.ts";
import { CertificateReconciler, type CertificateReconcilerOptions } from "./certificate-reconciler.ts";
import { askReplicas } from "./replicas.ts";

export interface CertificatesOptions {
  /** The name of the Service and of the registration. */
  readonly name: string;
  readonly namespace: string;
  readonly webhookPods: string;
  readonly lifetimes: CertificateReconcilerOptions["lifetimes"];
  readonly client: ApiClient;
  readonly writer: ObjectWriter;
  readonly metrics: ReconcileMetrics;
  readonly registry: Registry;
  readonly log: Logger;
}

/** The only key of the queue: every change concerns the same set of certificates. */
const KEY = "certificates";

/** Starts to reconcile the certificates: when one of their objects changes, and when a step is due. */
export function startCertificates(options: CertificatesOptions): ControllerPart {
  const { name, namespace, client, metrics, log } = options;
  const names = deriveNames(name, namespace);
  const reconciler = createReconciler(options, names);
  const watched = [names.authoritySecret, names.servingSecret, names.registration];
  warnOfShortLifetimes(options);
  return startPart({
    name: "certificates",
    client,
    metrics,
    log,
    build: (add) => ({
      reconcile: () => reconciler.reconcile(),
      watches: watched.map((reference) => {
        const sink = new ObjectCache({ onChange: () => add(KEY), transform: () => true });
        return [toResource(reference), sink] as const;
      }),
    }),
    // Starts the first reconciliation: before the objects exist, no watch reports anything.
    initial: [KEY],
  });
}

function createReconciler(
  { client, writer, registry, webhookPods, ...rest }: CertificatesOptions,
  names: CertificateNames,
) {
  const { namespace, serving } = names;
  return new CertificateReconciler({
    ...rest,
    names,
    objects: writer,
    askReplicas: () => askReplicas({ writer, namespace, selector: webhookPods, serverName: serving[0] ?? "" }),
    now: () => client.clock.now(),
    uptime: () => performance.now(),
    onActual: createCertificateMetrics(registry),
  });
}

/**
 * Renewal begins when a third of the validity is left, and kubelets take up to two minutes to update a mounted
 * Secret.
 */
function warnOfShortLifetimes({ lifetimes, log }: CertificatesOptions): void {
  if (Math.min(lifetimes.authority, lifetimes.serving) >= SHORT_LIFETIME_MS) return;
  log.warn("certificates with a lifetime below 15 minutes may expire before every replica serves the next one");
}

const SHORT_LIFETIME_MS = 900_000;

/** Watches a single object, so that the permission can be limited to its name. */
function toResource({ type, namespace, name }: ObjectReference): Resource {
  const path = collectionPath(type, namespace);
  return { name: `${type.plural} ${name}`, path, fieldSelector: `metadata.name=${name}` };
}
