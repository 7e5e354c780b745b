import { createAuthority, createLeaf, type KeyPair } from "./make-certificate.ts";

/** A serving certificate and the CA that signed it, all PEM. */
export interface ServingCertificate extends KeyPair {
  readonly ca: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Creates a CA and a certificate for `names` (DNS names and IP addresses) in memory, valid for `days`. The CA's key
 * is discarded, so it can sign nothing else.
 */
export async function createSelfSigned(names: readonly string[], days = 7): Promise<ServingCertificate> {
  // Backdated by an hour for callers with a slow clock.
  const validity = { from: Date.now() - HOUR_MS, until: Date.now() + days * DAY_MS };
  const ca = await createAuthority(validity);
  return { ca: ca.cert, ...(await createLeaf(ca, names, validity)) };
}
