import type { X509Certificate } from "node:crypto";
import { bundleOf, certificatesIn, isIssuedBy, pairProblem, renewalTime, validityProblem } from "./certificate.ts";
import type { KeyPair } from "./make-certificate.ts";

/** The CA as its Secret has it: the pair that signs, and the CAs before it that may still have signed what is served. */
export interface AuthorityState extends KeyPair {
  /** PEM bundle. */
  readonly previous: string;
}

/** The serving certificate as its Secret has it, with the bundle that was trusted when it was made. */
export interface ServingState extends KeyPair {
  readonly ca: string;
}

/** The certificate that a replica of the webhook serves; `undefined` when it could not be asked. */
export interface Replica {
  readonly pod: string;
  readonly certificate: X509Certificate | undefined;
}

/** Everything that decides what to do about the certificates. */
export interface Observed {
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly now: number;
  /** `undefined`: no Secret, or one without the keys that it should have. */
  readonly authority: AuthorityState | undefined;
  readonly serving: ServingState | undefined;
  /** The caBundles of the registration's webhooks, PEM; none when there is no registration. */
  readonly trusted: readonly string[];
  /** Milliseconds since the registration was first seen to trust the CA. */
  readonly trustedFor: number;
  readonly replicas: readonly Replica[];
}

export interface Policy {
  /** The names that callers use, all of which the serving certificate must have. */
  readonly names: readonly string[];
  /** Milliseconds that API servers may take to notice a new caBundle. */
  readonly settle: number;
  /** Milliseconds between two looks at what the replicas serve. */
  readonly look: number;
}

/** What to do next, and why, for the log. */
export type Step =
  /** A new CA, which is trusted beside those of `previous` (PEM bundle) before it signs anything. */
  | { readonly kind: "renew-authority"; readonly previous: string; readonly why: string }
  /** Make the registration trust the bundle. */
  | { readonly kind: "trust"; readonly bundle: string; readonly why: string }
  | { readonly kind: "issue"; readonly bundle: string; readonly why: string }
  /** Every replica serves a certificate of the CA: those before it need not be trusted any more. */
  | { readonly kind: "forget-previous"; readonly why: string }
  /** Nothing to do for so many milliseconds, unless something changes. */
  | { readonly kind: "rest"; readonly milliseconds: number; readonly why: string };

/**
 * One step towards certificates that are right. At every moment, what replicas serve is signed by a CA that the
 * registration trusts: a CA is trusted before it signs, and as long as anything that it signed is served.
 */
export function nextStep(observed: Observed, policy: Policy): Step {
  const { authority, now, serving } = observed;
  const ca = usableAuthority(authority, now);
  if (typeof ca === "string") return { kind: "renew-authority", previous: stillNeeded(observed), why: ca };
  const previous = certificatesIn(authority?.previous ?? "").filter((each) => !validityProblem(each, now));
  const bundle = bundleOf([ca, ...previous]);
  if (observed.trusted.some((each) => each !== bundle)) {
    return { kind: "trust", bundle, why: "the registration's caBundle is not the one that it should be" };
  }
  const broken = servingProblem(serving, { now, policy, trusted: [ca, ...previous] });
  if (broken !== undefined) return { kind: "issue", bundle, why: broken };
  return renewal(observed, policy, { ca, bundle }) ?? farewell(observed, policy, { ca, previous });
}

function usableAuthority(authority: AuthorityState | undefined, now: number): X509Certificate | string {
  if (authority === undefined) return "there is no CA";
  const [certificate] = certificatesIn(authority.cert);
  const problem = pairProblem(authority, now);
  if (problem !== undefined || certificate === undefined) return `the CA cannot be used: ${problem}`;
  if (!certificate.ca) return "the CA cannot be used: its certificate is not that of a CA";
  return now >= renewalTime(certificate) ? "two thirds of the CA's validity are over" : certificate;
}

/** The CAs that signed, or may have signed, what is served now. */
function stillNeeded({ authority, serving, now }: Observed): string {
  const [leaf] = certificatesIn(serving?.cert ?? "");
  const signers = certificatesIn(serving?.ca ?? "").filter((each) => leaf !== undefined && isIssuedBy(leaf, each));
  const known = certificatesIn(`${authority?.cert ?? ""}\n${authority?.previous ?? ""}`);
  return bundleOf([...known, ...signers].filter((each) => each.ca && !validityProblem(each, now)));
}

interface Context {
  readonly now: number;
  readonly policy: Policy;
  readonly trusted: readonly X509Certificate[];
}

/** Why the serving certificate serves nobody: then there is nothing to be careful with. */
function servingProblem(serving: ServingState | undefined, { now, policy, trusted }: Context): string | undefined {
  if (serving === undefined) return "there is no serving certificate";
  const [leaf] = certificatesIn(serving.cert);
  const problem = pairProblem(serving, now);
  if (problem !== undefined || leaf === undefined) return `the serving certificate cannot be used: ${problem}`;
  const missing = policy.names.find((name) => leaf.checkHost(name) === undefined);
  if (missing !== undefined) return `the serving certificate lacks the name ${missing}`;
  return trusted.some((each) => isIssuedBy(leaf, each)) ? undefined : "the serving certificate is of an unknown CA";
}

interface Trust {
  readonly ca: X509Certificate;
  readonly bundle: string;
}

/** A serving certificate that works and is to be replaced waits until the new one would be trusted everywhere. */
function renewal({ serving, now, trusted, trustedFor }: Observed, policy: Policy, trust: Trust): Step | undefined {
  const [leaf] = certificatesIn(serving?.cert ?? "");
  if (leaf === undefined) return undefined;
  const isOfCa = isIssuedBy(leaf, trust.ca);
  if (isOfCa && now < renewalTime(leaf)) return undefined;
  const why = isOfCa ? "two thirds of the serving certificate's validity are over" : "there is a new CA to sign with";
  const wait = trusted.length === 0 || isOfCa ? 0 : policy.settle - trustedFor;
  if (wait <= 0) return { kind: "issue", bundle: trust.bundle, why };
  return { kind: "rest", milliseconds: wait, why: "API servers may not have noticed the new CA yet" };
}

interface Farewell {
  readonly ca: X509Certificate;
  readonly previous: readonly X509Certificate[];
}

function farewell({ serving, replicas, now }: Observed, { look }: Policy, { ca, previous }: Farewell): Step {
  if (previous.length > 0) {
    const behind = replicas.filter(({ certificate }) => certificate === undefined || !isIssuedBy(certificate, ca));
    if (replicas.length > 0 && behind.length === 0) {
      return { kind: "forget-previous", why: `all ${replicas.length} replicas serve a certificate of the new CA` };
    }
    const why = replicas.length === 0 ? "no replica runs that could be asked" : behind.map(shown).join("; ");
    return { kind: "rest", milliseconds: look, why: `the CA before stays trusted: ${why}` };
  }
  const [leaf] = certificatesIn(serving?.cert ?? "");
  const next = Math.min(...[ca, leaf].flatMap((each) => (each === undefined ? [] : [renewalTime(each)])));
  return { kind: "rest", milliseconds: Math.max(next - now, 1000), why: "all is well" };
}

function shown({ pod, certificate }: Replica): string {
  return certificate === undefined ? `${pod} could not be asked` : `${pod} serves a certificate of the CA before`;
}
