import type { X509Certificate } from "node:crypto";
import { isIssuedBy, parseBundle } from "../../certificates/certificate.ts";
import { checkValidity } from "../../certificates/validity.ts";
import { type Registration, WEBHOOK } from "../../installation/registration.ts";
import type { Finding } from "../finding.ts";
import type { Observed, StoredCertificate } from "../observed.ts";
import { formatEnd } from "./certificate-dates.ts";
import { hasExpired } from "./expired.ts";
import { describeRepair } from "./renewal.ts";

/**
 * Checks whether the API server can trust the webhook: whether each caBundle signed the certificate in the Secret
 * that the webhook mounts. All webhooks of a registration share one certificate.
 */
export function listCaBundleFindings(registration: Registration, observed: Observed): readonly Finding[] {
  const { storedCertificates } = observed;
  const stored = storedCertificates.find(
    ({ certificate }) => "value" in certificate && certificate.value !== undefined,
  );
  const strays = registration.strays.flatMap((stray) => strayBundle(registration, stray, stored));
  // A stray's finding says that the other one was overwritten, too.
  const isSaid = strays.length > 0 && signs(parseBundle(registration.caBundle), stored) === false;
  const wayOut = describeRepair(observed.installation);
  return [
    ...(isSaid ? [] : ownBundle(registration, stored, observed)),
    ...strays.map((finding) => ({ ...finding, message: `${finding.message}; ${wayOut}` })),
  ];
}

function ownBundle(
  { name, caBundle, failurePolicy }: Registration,
  stored: Stored,
  observed: Observed,
): readonly Finding[] {
  const { now, installation } = observed;
  const subject = `MutatingWebhookConfiguration ${name}, caBundle`;
  const certificates = parseBundle(caBundle);
  const usable = certificates.filter((each) => checkValidity(each, now) === undefined);
  const problem = findProblem(certificates, usable, now) ?? findMismatch(usable, stored);
  if (problem === undefined) {
    return [{ code: "CaBundleTrusted", subject, message: `${usable.length} CA, valid until ${formatEnd(usable)}` }];
  }
  if (certificates.length > 0 && usable.length === 0 && hasExpired(observed)) return [];
  const effect = failurePolicy === "Ignore" ? "pods start without Model Express" : "pods are refused";
  const message = `${problem}: no call can succeed, and ${effect}; ${describeRepair(installation)}`;
  return [{ code: "CaBundleUnusable", subject, message }];
}

type Stored = StoredCertificate | undefined;

function findProblem(
  [broken]: readonly X509Certificate[],
  usable: readonly X509Certificate[],
  now: number,
): string | undefined {
  if (usable.length > 0) return undefined;
  return broken === undefined ? "it has no certificate" : checkValidity(broken, now);
}

function findMismatch(authorities: readonly X509Certificate[], stored: Stored): string | undefined {
  return signs(authorities, stored) === false
    ? `it did not sign Secret ${stored?.secret}, it was overwritten`
    : undefined;
}

/** Another webhook of the registration has a different caBundle. The Secret shows which of the two is wrong. */
function strayBundle(
  registration: Registration,
  stray: Registration["strays"][number],
  stored: Stored,
): readonly Finding[] {
  const isOwn = signs(parseBundle(registration.caBundle), stored);
  const isStray = signs(parseBundle(stray.caBundle), stored);
  // During a CA rotation one may already have the next CA: both are trusted.
  if (isOwn === true && isStray === true) return [];
  const subject = `MutatingWebhookConfiguration ${registration.name}, ${stray.name}`;
  const both = `the caBundles of ${WEBHOOK} and ${stray.name} differ`;
  const message = `${both}, and ${verdict({ isOwn, isStray, stray: stray.name, secret: stored?.secret })}`;
  return [{ code: "CaBundleUnusable", subject, message }];
}

interface Verdict {
  readonly isOwn: boolean | undefined;
  readonly isStray: boolean | undefined;
  readonly stray: string;
  readonly secret: string | undefined;
}

function verdict({ isOwn, isStray, stray, secret }: Verdict): string {
  if (isOwn === undefined || isStray === undefined)
    return "one of them was overwritten; the Secret could not be compared";
  if (!isOwn && !isStray) return `neither signed Secret ${secret}: both were overwritten`;
  return `that of ${isOwn ? stray : WEBHOOK} did not sign Secret ${secret}: it was overwritten`;
}

/** `undefined` if there is nothing to compare. */
function signs(authorities: readonly X509Certificate[], stored: Stored): boolean | undefined {
  const pem = stored !== undefined && "value" in stored.certificate ? (stored.certificate.value ?? "") : "";
  const chain = parseBundle(pem);
  if (chain.length === 0) return undefined;
  return chain.some((certificate) => authorities.some((authority) => isSignedBy(certificate, authority)));
}

/** A self-signed certificate is its own CA. */
function isSignedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return certificate.fingerprint256 === authority.fingerprint256 || isIssuedBy(certificate, authority);
}
