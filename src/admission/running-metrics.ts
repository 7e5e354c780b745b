import { X509Certificate } from "node:crypto";
import { Counter, Gauge, type Registry } from "prom-client";
import { METRIC_PREFIX } from "../well-known.ts";
import type { Load } from "./load.ts";

/** What is reloaded when its files change; the values of a label. */
const RELOADED = ["certificate", "configuration", "cluster"] as const;
const RESULTS = ["taken", "refused"] as const;

/** The metrics of the process, besides those of its decisions. */
export interface RunningMetrics {
  reloaded(what: (typeof RELOADED)[number], result: (typeof RESULTS)[number]): void;
  /** Records the certificate (PEM) that is served from now on. */
  serves(certificate: string): void;
}

export function createRunningMetrics(registry: Registry, load: Load): RunningMetrics {
  const registers = [registry];
  const reloads = new Counter({
    name: `${METRIC_PREFIX}reloads_total`,
    help: "Reloads of changed files, by result.",
    labelNames: ["what", "result"],
    registers,
  });
  for (const what of RELOADED) for (const result of RESULTS) reloads.inc({ what, result }, 0);
  const notBefore = new Gauge({
    name: `${METRIC_PREFIX}serving_certificate_not_before_seconds`,
    help: "Start of the serving certificate's validity, in seconds since the epoch.",
    registers,
  });
  const notAfter = new Gauge({
    name: `${METRIC_PREFIX}serving_certificate_not_after_seconds`,
    help: "Expiry of the serving certificate, in seconds since the epoch.",
    registers,
  });
  new Gauge({
    name: `${METRIC_PREFIX}in_flight_reviews`,
    help: "Reviews in flight.",
    registers,
    collect() {
      this.set(load.inFlight);
    },
  });
  return {
    reloaded: (what, result) => reloads.inc({ what, result }),
    serves(certificate) {
      const { validFromDate, validToDate } = new X509Certificate(certificate);
      notBefore.set(validFromDate.getTime() / 1000);
      notAfter.set(validToDate.getTime() / 1000);
    },
  };
}
