import type { X509Certificate } from "node:crypto";

/** Certificates are renewed after two thirds of their validity. With a sixth left, renewal is overdue. */
export function isOld({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  const [from, until] = [validFromDate.getTime(), validToDate.getTime()];
  return until - now < (until - from) / 6;
}

/** The expiry date of the last one. */
export function formatEnd(certificates: readonly X509Certificate[]): string {
  const last = Math.max(...certificates.map(({ validToDate }) => validToDate.getTime()));
  return new Date(last).toISOString().slice(0, 10);
}
