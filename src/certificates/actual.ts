import type { X509Certificate } from "node:crypto";
import type { KeyPair } from "./make-certificate.ts";

/** The CA in its Secret: the signing pair, and previous CAs that may have signed certificates still in use. */
export interface AuthorityState extends KeyPair {
  /** PEM bundle. */
  readonly previous: string;
}

/** The serving certificate in its Secret, with the bundle that was trusted when it was issued. */
export interface ServingState extends KeyPair {
  readonly ca: string;
}

/** The certificate that a replica of the webhook serves; `undefined` if the replica did not answer. */
export interface Replica {
  readonly pod: string;
  readonly certificate: X509Certificate | undefined;
}

/** The input of the decision about the certificates. */
export interface ActualCertificates {
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly now: number;
  /** `undefined`: the Secret or one of its keys is missing. */
  readonly authority: AuthorityState | undefined;
  readonly serving: ServingState | undefined;
  /** The caBundles of the registration's webhooks, PEM; empty if there is no registration. */
  readonly trusted: readonly string[];
  /** Milliseconds since which the registration has trusted the CA without interruption. */
  readonly trustedFor: number;
  /** The replicas, or why they could not be listed. Read only while other CAs are trusted. */
  readonly replicas: readonly Replica[] | { readonly problem: string };
}
