import { Gauge, type Registry } from "prom-client";
import { METRIC_PREFIX } from "../../well-known.ts";
import type { ActualCertificates } from "../actual.ts";
import { certificateIn } from "../certificate.ts";

/** Shows until when the certificates are valid, as they were seen last. */
export function createCertificateMetrics(registry: Registry): (actual: ActualCertificates) => void {
  const gauge = new Gauge({
    name: `${METRIC_PREFIX}kept_certificate_not_after_seconds`,
    help: "When a kept certificate expires, in seconds since the epoch; 0: there is none that can be read.",
    labelNames: ["certificate"],
    registers: [registry],
  });
  return ({ authority, serving }) => {
    gauge.set({ certificate: "ca" }, notAfter(authority?.cert));
    gauge.set({ certificate: "serving" }, notAfter(serving?.cert));
  };
}

function notAfter(pem: string | undefined): number {
  const certificate = certificateIn(pem);
  return certificate === undefined ? 0 : certificate.validToDate.getTime() / 1000;
}
