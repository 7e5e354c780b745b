import { type KeyPair, makeAuthority, makeLeaf } from "./make-certificate.ts";

/** A serving certificate with the CA that signed it, all PEM. */
export interface ServingCertificate extends KeyPair {
  readonly ca: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Makes a CA and a certificate for `names` (DNS names and IP addresses), in memory, valid for `days`.
 * The CA's key is forgotten: nothing else can be signed with it.
 */
export async function selfSigned(names: readonly string[], days = 7): Promise<ServingCertificate> {
  // An hour back, for callers whose clock is behind.
  const validity = { from: Date.now() - HOUR_MS, until: Date.now() + days * DAY_MS };
  const ca = await makeAuthority(validity);
  return { ca: ca.cert, ...(await makeLeaf(ca, names, validity)) };
}
