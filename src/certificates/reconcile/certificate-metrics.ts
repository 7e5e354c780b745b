import { Gauge, type Registry } from "prom-client";
import { METRIC_PREFIX } from "../../well-known.ts";
import type { ActualCertificates } from "../actual.ts";
import { parseCertificate } from "../certificate.ts";

/** Registers a gauge of the expiry times. Returns a function that updates it from the actual state. */
export function createCertificateMetrics(registry: Registry): (actual: ActualCertificates) => void {
  const gauge = new Gauge({
    name: `${METRIC_PREFIX}kept_certificate_not_after_seconds`,
    help: "Expiry of each certificate that the controller reconciles, in seconds since the epoch; 0: it does not exist or cannot be parsed.",
    labelNames: ["certificate"],
    registers: [registry],
  });
  return ({ authority, serving }) => {
    gauge.set({ certificate: "ca" }, notAfter(authority?.cert));
    gauge.set({ certificate: "serving" }, notAfter(serving?.cert));
  };
}

function notAfter(pem: string | undefined): number {
  const certificate = parseCertificate(pem);
  return certificate === undefined ? 0 : certificate.validToDate.getTime() / 1000;
}
