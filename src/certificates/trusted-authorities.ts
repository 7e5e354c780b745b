import type { X509Certificate } from "node:crypto";
import type { ActualCertificates } from "./actual.ts";
import { certificateIn, certificatesIn, isIssuedBy } from "./certificate.ts";
import { validityProblem } from "./validity.ts";

/**
 * The CAs that a replica may need besides the one that signs, some more than once: those that the registration trusts,
 * whoever made it trust them, and those that it trusted before it was wiped.
 */
export function otherAuthorities(
  { authority, trusted, now }: Pick<ActualCertificates, "authority" | "trusted" | "now">,
  ca: X509Certificate | undefined,
): readonly X509Certificate[] {
  const all = certificatesIn([authority?.previous ?? "", ...trusted].join("\n"));
  return all.filter((each) => each.fingerprint256 !== ca?.fingerprint256 && !validityProblem(each, now));
}

/** When the CA is lost: all that may have signed what is served, from wherever one is still written. */
export function everyAuthority(actual: ActualCertificates): readonly X509Certificate[] {
  const all = [...certificatesIn(actual.authority?.cert ?? ""), ...trustedWhenServed(actual)];
  const valid = all.filter((each) => !validityProblem(each, actual.now));
  return [...valid, ...otherAuthorities(actual, undefined)];
}

/**
 * What the registration trusted when the serving certificate was made: where it trusts that certificate still, it knows
 * better, and what it has dropped since is not brought back. A foreign certificate comes without a reason to trust what
 * lies beside it.
 */
function trustedWhenServed({ serving, trusted }: ActualCertificates): readonly X509Certificate[] {
  const leaf = certificateIn(serving?.cert);
  if (leaf === undefined) return [];
  const hasIssuer = (bundle: string): boolean => certificatesIn(bundle).some((each) => isIssuedBy(leaf, each));
  if (trusted.length > 0 && trusted.every(hasIssuer)) return [];
  const then = serving?.ca ?? "";
  return hasIssuer(then) ? certificatesIn(then) : [];
}

/** Whether every replica serves a certificate of the CA, and no new one can start with another. */
export function isServedByAll({ replicas, serving }: ActualCertificates, ca: X509Certificate): boolean {
  if ("problem" in replicas || replicas.length === 0) return false;
  const leaf = certificateIn(serving?.cert);
  if (leaf !== undefined && !isIssuedBy(leaf, ca)) return false;
  return replicas.every(({ certificate }) => certificate !== undefined && isIssuedBy(certificate, ca));
}
