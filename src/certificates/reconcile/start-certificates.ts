import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { ApiClient } from "../../cluster/api/api-client.ts";
import { ObjectCache } from "../../cluster/objects/object-cache.ts";
import type { ObjectWriter } from "../../cluster/objects/object-writer.ts";
import { type ControllerPart, startPart } from "../../cluster/reconcile/controller-part.ts";
import type { ReconcileMetrics } from "../../cluster/reconcile/reconcile-metrics.ts";
import type { Resource } from "../../cluster/watch/resource.ts";
import { collectionPath, type ObjectReference } from "../../kubernetes/resource-type.ts";
import { observeCertificates } from "./certificate-metrics.ts";
import { type CertificateNames, certificateNames } from "./certificate-names.ts";
import { CertificateKeeper, type KeeperOptions } from "./certificate-reconciler.ts";
import { askReplicas } from "./replicas.ts";

export interface UpkeepOptions {
  /** Of the Service and the registration. */
  readonly name: string;
  readonly namespace: string;
  readonly webhookPods: string;
  readonly lifetimes: KeeperOptions["lifetimes"];
  readonly client: ApiClient;
  readonly writer: ObjectWriter;
  readonly metrics: ReconcileMetrics;
  readonly registry: Registry;
  readonly log: Logger;
}

/** There is one set of certificates, whatever changed. */
const KEY = "certificates";

/** Begins to keep the certificates: looks when one of their objects changes, and when time has come. */
export function startUpkeep(options: UpkeepOptions): ControllerPart {
  const { name, namespace, client, metrics, log } = options;
  const names = certificateNames(name, namespace);
  const keeper = keeperOf(options, names);
  const watched = [names.authoritySecret, names.servingSecret, names.registration];
  warnOfShortLifetimes(options);
  return startPart({
    name: "certificates",
    client,
    metrics,
    log,
    reconcile: () => keeper.keep(),
    watches: (add) =>
      watched.map(
        (reference) =>
          [resourceOf(reference), new ObjectCache({ onChange: () => add(KEY), keep: () => true })] as const,
      ),
    // Where nothing exists yet, no watch has anything to say.
    initial: [KEY],
  });
}

function keeperOf({ client, writer, registry, webhookPods, ...rest }: UpkeepOptions, names: CertificateNames) {
  const { namespace, serving } = names;
  return new CertificateKeeper({
    ...rest,
    names,
    objects: writer,
    askReplicas: () => askReplicas({ writer, namespace, selector: webhookPods, serverName: serving[0] ?? "" }),
    now: () => client.clock.now(),
    uptime: () => performance.now(),
    onObserved: observeCertificates(registry),
  });
}

/** A renewal begins when a third of the validity is left. Kubelets take up to two minutes to bring a Secret to its pods. */
function warnOfShortLifetimes({ lifetimes, log }: UpkeepOptions): void {
  if (Math.min(lifetimes.authority, lifetimes.serving) >= SHORT_LIFETIME_MS) return;
  log.warn("certificates that are valid for less than 15 minutes may expire before every replica serves the next one");
}

const SHORT_LIFETIME_MS = 900_000;

/** One object: so the right to read it is that to this one alone. */
function resourceOf({ type, namespace, name }: ObjectReference): Resource {
  const path = collectionPath(type, namespace);
  return { name: `${type.plural} ${name}`, path, fieldSelector: `metadata.name=${name}` };
}
