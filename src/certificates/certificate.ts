import { createPrivateKey, X509Certificate } from "node:crypto";
import { checkValidity } from "./validity.ts";

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Parses the certificates of a PEM bundle. Skips certificates that cannot be parsed. */
export function parseBundle(bundle: string): readonly X509Certificate[] {
  return (bundle.match(PEM) ?? []).flatMap((pem) => {
    try {
      return [new X509Certificate(pem)];
    } catch {
      return [];
    }
  });
}

/** Parses the first certificate of a PEM text, the one that a private key belongs to. */
export function parseCertificate(pem = ""): X509Certificate | undefined {
  return parseBundle(pem)[0];
}

/** Joins certificates to a PEM bundle without duplicates. */
export function joinBundle(certificates: readonly X509Certificate[]): string {
  const byFingerprint = new Map(certificates.map((certificate) => [certificate.fingerprint256, certificate]));
  return [...byFingerprint.values()].map((certificate) => `${certificate.toString().trim()}\n`).join("");
}

/** Why the pair cannot be used at `now` (milliseconds since the epoch), in a few words; `undefined` if it can. */
export function checkPair({ cert, key }: { cert: string; key: string }, now: number): string | undefined {
  const certificate = parseCertificate(cert);
  if (certificate === undefined) return "its certificate is unreadable";
  if (!matchesKey(key, certificate)) return "its key does not belong to its certificate";
  return checkValidity(certificate, now);
}

export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function matchesKey(key: string, certificate: X509Certificate): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
