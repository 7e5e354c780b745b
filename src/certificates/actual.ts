import type { X509Certificate } from "node:crypto";
import type { KeyPair } from "./make-certificate.ts";

/** The CA as its Secret has it: the pair that signs, and other CAs that may still have signed what is served. */
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
export interface ActualCertificates {
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly now: number;
  /** `undefined`: no Secret, or one without the keys that it should have. */
  readonly authority: AuthorityState | undefined;
  readonly serving: ServingState | undefined;
  /** The caBundles of the registration's webhooks, PEM; none when there is no registration. */
  readonly trusted: readonly string[];
  /** Milliseconds for which every registration that was read has trusted the CA. */
  readonly trustedFor: number;
  /** The replicas, or why they are not known. Read only while other CAs are trusted. */
  readonly replicas: readonly Replica[] | { readonly problem: string };
}
