import type { X509Certificate } from "node:crypto";

/** Milliseconds since the epoch. */
export interface Validity {
  readonly from: number;
  readonly until: number;
}

const DAY_MS = 86_400_000;

/**
 * Begins before now, because whoever verifies may have a clock that is behind, and the key did not exist before: by a
 * day, but by no more than a tenth of a short lifetime, which would be renewed at once otherwise.
 */
export function validityUntil(until: number, now: number): Validity {
  return { from: now - Math.min(DAY_MS, (until - now) / 10), until };
}

/** Why the certificate is not valid at a time, in a few words; `undefined` if it is. */
export function validityProblem({ validFromDate, validToDate }: X509Certificate, now: number): string | undefined {
  if (now < validFromDate.getTime()) return `it is not valid before ${shown(validFromDate)}`;
  if (now >= validToDate.getTime()) return `it expired on ${shown(validToDate)}`;
  return undefined;
}

/** When two thirds of its validity are over, in milliseconds since the epoch: time enough is left to notice a failure. */
export function renewalTime({ validFromDate, validToDate }: X509Certificate): number {
  const [from, until] = [validFromDate.getTime(), validToDate.getTime()];
  return from + ((until - from) * 2) / 3;
}

/** `2027-02-01T00:00:00Z` */
function shown(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
