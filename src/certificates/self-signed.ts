import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A serving certificate with the CA that signed it, all PEM. */
export interface ServingCertificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;

/**
 * Makes a CA and a certificate for `names` (DNS names and IP addresses), in memory, valid for `days`.
 * The CA's key is forgotten: nothing else can be signed with it.
 */
export async function selfSigned(names: readonly string[], days = 7): Promise<ServingCertificate> {
  cryptoProvider.set(webcrypto as typeof globalThis.crypto);
  // An hour back, for callers whose clock is behind.
  const validity = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + days * DAY_MS) };
  const issuer = await newKeys();
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: "CN=model-express-injector-ca",
    keys: issuer,
    signingAlgorithm: ECDSA,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  const keys = await newKeys();
  const leaf = await X509CertificateGenerator.create({
    ...validity,
    subject: "CN=model-express-injector",
    issuer: ca.subject,
    signingKey: issuer.privateKey,
    publicKey: keys.publicKey,
    signingAlgorithm: ECDSA,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map(alternativeName)),
    ],
  });
  return { ca: ca.toString("pem"), cert: leaf.toString("pem"), key: await privateKeyPem(keys.privateKey) };
}

function alternativeName(value: string): { type: "ip" | "dns"; value: string } {
  return { type: /^[\d.]+$|:/.test(value) ? "ip" : "dns", value };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ECDSA, true, ["sign", "verify"]);
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey("pkcs8", key);
  return PemConverter.encode(bytes, "PRIVATE KEY");
}
