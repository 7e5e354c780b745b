import type { X509Certificate } from "node:crypto";
import type { ActualCertificates } from "./actual.ts";
import { isIssuedBy, parseBundle, parseCertificate } from "./certificate.ts";
import { checkValidity } from "./validity.ts";

/**
 * The CAs that a replica may need besides the signing one, possibly with duplicates: those in the registration's
 * caBundles, regardless of who added them, and the previous ones, in case the caBundle was wiped.
 */
export function listOtherAuthorities(
  { authority, trusted, now }: Pick<ActualCertificates, "authority" | "trusted" | "now">,
  ca: X509Certificate | undefined,
): readonly X509Certificate[] {
  const all = parseBundle([authority?.previous ?? "", ...trusted].join("\n"));
  return all.filter((each) => each.fingerprint256 !== ca?.fingerprint256 && !checkValidity(each, now));
}

/** Recovers every CA that may have signed a certificate still in use, after the signing CA is lost. */
export function recoverAuthorities(actual: ActualCertificates): readonly X509Certificate[] {
  const all = [...parseBundle(actual.authority?.cert ?? ""), ...readTrustedAtIssue(actual)];
  const valid = all.filter((each) => !checkValidity(each, actual.now));
  return [...valid, ...listOtherAuthorities(actual, undefined)];
}

/**
 * The CAs that were trusted when the serving certificate was issued. Empty if the registration still trusts that
 * certificate: then the registration is newer, and CAs dropped from it stay dropped. Also empty if the bundle did not
 * sign the certificate: a foreign certificate is no reason to trust the bundle beside it.
 */
function readTrustedAtIssue({ serving, trusted }: ActualCertificates): readonly X509Certificate[] {
  const leaf = parseCertificate(serving?.cert);
  if (leaf === undefined) return [];
  const hasIssuer = (bundle: string): boolean => parseBundle(bundle).some((each) => isIssuedBy(leaf, each));
  if (trusted.length > 0 && trusted.every(hasIssuer)) return [];
  const then = serving?.ca ?? "";
  return hasIssuer(then) ? parseBundle(then) : [];
}

/** Whether every replica serves a certificate of the CA, and new replicas will too. */
export function isServedByAll({ replicas, serving }: ActualCertificates, ca: X509Certificate): boolean {
  if ("problem" in replicas || replicas.length === 0) return false;
  const leaf = parseCertificate(serving?.cert);
  if (leaf !== undefined && !isIssuedBy(leaf, ca)) return false;
  return replicas.every(({ certificate }) => certificate !== undefined && isIssuedBy(certificate, ca));
}
