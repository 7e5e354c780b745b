import type { X509Certificate } from "node:crypto";

/** Milliseconds since the epoch. */
export interface Validity {
  readonly from: number;
  readonly until: number;
}

const DAY_MS = 86_400_000;

/**
 * The validity of a new certificate. It begins in the past, because a verifier's clock may be slow: by a day, but at
 * most by a tenth of a short lifetime, which would otherwise be due for renewal at once. Backdating is harmless,
 * because the key did not exist before.
 */
export function computeValidity(until: number, now: number): Validity {
  return { from: now - Math.min(DAY_MS, (until - now) / 10), until };
}

/** Why the certificate is not valid at `now`, in a few words; `undefined` if it is. */
export function checkValidity({ validFromDate, validToDate }: X509Certificate, now: number): string | undefined {
  if (now < validFromDate.getTime()) return `it is not valid before ${shown(validFromDate)}`;
  if (now >= validToDate.getTime()) return `it expired on ${shown(validToDate)}`;
  return undefined;
}

/**
 * When two thirds of the validity are over, in milliseconds since the epoch. The last third is time to notice a
 * failed renewal.
 */
export function computeRenewalTime({ validFromDate, validToDate }: X509Certificate): number {
  const [from, until] = [validFromDate.getTime(), validToDate.getTime()];
  return from + ((until - from) * 2) / 3;
}

/** Formats as `2027-02-01T00:00:00Z`. */
function shown(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
