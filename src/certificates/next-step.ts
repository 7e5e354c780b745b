import type { X509Certificate } from "node:crypto";
import type { ActualCertificates } from "./actual.ts";
import { isIssuedBy, joinBundle, parseBundle, parseCertificate } from "./certificate.ts";
import { isServedByAll, listOtherAuthorities, recoverAuthorities } from "./trusted-authorities.ts";
import { checkAuthority, checkServing } from "./usable.ts";
import { computeRenewalTime } from "./validity.ts";

export interface Policy {
  /** The names that callers use. The serving certificate must have all of them. */
  readonly names: readonly string[];
  /** Milliseconds that API servers may take to load a new caBundle. */
  readonly settle: number;
  /** Milliseconds between two checks of what the replicas serve. */
  readonly look: number;
}

/** The next step, with the reason for the log. */
export type Step =
  /** Create a CA. It is trusted beside those of `previous` (PEM bundle) before it signs anything. */
  | { readonly kind: "renew-authority"; readonly previous: string; readonly why: string }
  /** Store the other trusted CAs (PEM bundle), so that a wiped caBundle can be restored. */
  | { readonly kind: "set-previous"; readonly previous: string; readonly why: string }
  /** Write the bundle to the registration's caBundles. */
  | { readonly kind: "trust"; readonly bundle: string; readonly why: string }
  | { readonly kind: "issue"; readonly bundle: string; readonly why: string }
  /** Wait this many milliseconds, unless something changes. */
  | { readonly kind: "rest"; readonly milliseconds: number; readonly why: string };

/** The decision about the CAs. */
interface Trust {
  /** The signing CA. */
  readonly ca: X509Certificate;
  /** The other CAs that must stay trusted. */
  readonly kept: readonly X509Certificate[];
  /** Whether other CAs are dropped, because no replica needs them any more. */
  readonly isFarewell: boolean;
  readonly bundle: string;
}

/** Once an hour a look finds what a watch has missed. */
const MOST_REST_MS = 3_600_000;

/**
 * Decides the next step towards valid certificates. Invariant: replicas serve only certificates of CAs that the
 * registration trusts. A CA is trusted before it signs, and stays trusted until every replica serves a certificate of
 * the current one.
 */
export function decideNextStep(actual: ActualCertificates, policy: Policy): Step {
  const ca = findUsableAuthority(actual);
  if (typeof ca === "string")
    return { kind: "renew-authority", previous: joinBundle(recoverAuthorities(actual)), why: ca };
  const others = listOtherAuthorities(actual, ca);
  const kept = isServedByAll(actual, ca) ? [] : others;
  const trust = { ca, kept, isFarewell: kept.length < others.length, bundle: joinBundle([ca, ...kept]) };
  return (
    remember(actual, trust) ??
    makeTrusted(actual, trust) ??
    issue(actual, policy, trust) ??
    forget(actual, trust) ??
    rest(actual, policy, trust)
  );
}

function findUsableAuthority({ authority, now }: ActualCertificates): X509Certificate | string {
  if (authority === undefined) return "there is no CA";
  const certificate = parseCertificate(authority.cert);
  const problem = checkAuthority(authority, now);
  if (problem !== undefined || certificate === undefined) return `the CA cannot be used: ${problem}`;
  return now >= computeRenewalTime(certificate) ? "two thirds of the CA's validity are over" : certificate;
}

function remember({ authority }: ActualCertificates, { kept }: Trust): Step | undefined {
  const known = new Set(parseBundle(authority?.previous ?? "").map(({ fingerprint256 }) => fingerprint256));
  if (kept.every(({ fingerprint256 }) => known.has(fingerprint256))) return undefined;
  const why = "the registration trusts another CA, which stays until no replica needs it";
  return { kind: "set-previous", previous: joinBundle(kept), why };
}

function makeTrusted({ trusted }: ActualCertificates, { bundle, isFarewell }: Trust): Step | undefined {
  if (trusted.every((each) => each === bundle)) return undefined;
  const why = isFarewell
    ? "every replica serves a certificate of the CA, and no other CA is needed any more"
    : "the registration's caBundle is not the desired one";
  return { kind: "trust", bundle, why };
}

/** Delays issuing while the current certificate is usable, until API servers have loaded the new CA. */
function issue(actual: ActualCertificates, policy: Policy, { ca, kept, bundle }: Trust): Step | undefined {
  const { serving, now, trustedFor } = actual;
  const leaf = parseCertificate(serving?.cert);
  const isOfCa = leaf !== undefined && isIssuedBy(leaf, ca);
  const why = checkServing(serving, policy.names, now) ?? findRenewalReason(leaf, isOfCa, now);
  if (why === undefined) return undefined;
  const wait = isOfCa || kept.length === 0 ? 0 : policy.settle - trustedFor;
  if (wait <= 0) return { kind: "issue", bundle, why };
  return { kind: "rest", milliseconds: wait, why: `${why}; API servers may not trust the CA yet` };
}

function findRenewalReason(leaf: X509Certificate | undefined, isOfCa: boolean, now: number): string | undefined {
  if (!isOfCa) return "there is a new CA to sign with";
  const isDue = leaf !== undefined && now >= computeRenewalTime(leaf);
  return isDue ? "two thirds of the serving certificate's validity are over" : undefined;
}

function forget({ authority }: ActualCertificates, { kept }: Trust): Step | undefined {
  if (kept.length > 0 || authority?.previous === "") return undefined;
  return { kind: "set-previous", previous: "", why: "the previous CAs are no longer trusted" };
}

function rest({ serving, replicas, now }: ActualCertificates, { look }: Policy, { ca, kept }: Trust): Step {
  if (kept.length > 0) {
    return {
      kind: "rest",
      milliseconds: look,
      why: `the previous CA stays trusted: ${describeOutdated(replicas, ca)}`,
    };
  }
  const next = Math.min(...[ca, parseCertificate(serving?.cert) ?? ca].map(computeRenewalTime)) - now;
  return { kind: "rest", milliseconds: Math.min(Math.max(next, 1000), MOST_REST_MS), why: "all is well" };
}

function describeOutdated(replicas: ActualCertificates["replicas"], ca: X509Certificate): string {
  if ("problem" in replicas) return `the webhook's pods cannot be listed: ${replicas.problem}`;
  if (replicas.length === 0) return "no replica is running";
  return replicas
    .flatMap(({ pod, certificate }) => {
      if (certificate === undefined) return [`${pod} did not answer`];
      return isIssuedBy(certificate, ca) ? [] : [`${pod} serves a certificate of the previous CA`];
    })
    .join("; ");
}
