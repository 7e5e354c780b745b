import { checkPair, parseCertificate } from "./certificate.ts";
import type { KeyPair } from "./make-certificate.ts";

/** Why the pair cannot sign, in a few words; `undefined` if it can. */
export function checkAuthority(authority: KeyPair, now: number): string | undefined {
  const certificate = parseCertificate(authority.cert);
  const problem = checkPair(authority, now);
  if (problem !== undefined || certificate === undefined) return problem;
  if (!certificate.ca) return "its certificate is not a CA certificate";
  const { namedCurve } = certificate.publicKey.asymmetricKeyDetails ?? {};
  return namedCurve === "prime256v1" ? undefined : "its key is not ECDSA P-256";
}

/** Why the pair cannot serve these names, in a few words; `undefined` if it can. */
export function checkServing(serving: KeyPair | undefined, names: readonly string[], now: number): string | undefined {
  if (serving === undefined) return "there is no serving certificate";
  const leaf = parseCertificate(serving.cert);
  const problem = checkPair(serving, now);
  if (problem !== undefined || leaf === undefined) return `the serving certificate cannot be used: ${problem}`;
  const missing = names.find((name) => leaf.checkHost(name) === undefined);
  return missing === undefined ? undefined : `the serving certificate lacks the name ${missing}`;
}
