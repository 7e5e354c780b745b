import type { X509Certificate } from "node:crypto";
import { certificatesIn, isIssuedBy } from "./certificate.ts";
import type { Observed } from "./observed.ts";
import { validityProblem } from "./validity.ts";

/**
 * The CAs that a replica may need besides the one that signs: those that the registration trusts, whoever made it trust
 * them, and those that it trusted before it was wiped.
 */
export function otherAuthorities(
  { authority, trusted, now }: Pick<Observed, "authority" | "trusted" | "now">,
  ca: X509Certificate | undefined,
): readonly X509Certificate[] {
  const all = certificatesIn([authority?.previous ?? "", ...trusted].join("\n"));
  const others = all.filter((each) => each.fingerprint256 !== ca?.fingerprint256 && !validityProblem(each, now));
  return unique(others);
}

/** When the CA is lost: all that may have signed what is served, from wherever one is still written. */
export function everyAuthority(observed: Observed): readonly X509Certificate[] {
  const { authority, serving, now } = observed;
  const [leaf] = certificatesIn(serving?.cert ?? "");
  const bundle = certificatesIn(serving?.ca ?? "");
  // A foreign certificate comes without a reason to trust what lies beside it.
  const trustedThen = bundle.some((each) => leaf !== undefined && isIssuedBy(leaf, each)) ? bundle : [];
  const all = [...certificatesIn(authority?.cert ?? ""), ...trustedThen].filter((each) => !validityProblem(each, now));
  return unique([...all, ...otherAuthorities(observed, undefined)]);
}

/** Whether every replica was seen to serve a certificate of the CA, and none can begin with another. */
export function isServedByAll({ replicas, serving }: Observed, ca: X509Certificate): boolean {
  if ("problem" in replicas || replicas.length === 0) return false;
  const [leaf] = certificatesIn(serving?.cert ?? "");
  const served = replicas.map(({ certificate }) => certificate);
  return [...served, ...(leaf === undefined ? [] : [leaf])].every((each) => each !== undefined && isIssuedBy(each, ca));
}

function unique(certificates: readonly X509Certificate[]): readonly X509Certificate[] {
  return [...new Map(certificates.map((each) => [each.fingerprint256, each])).values()];
}
