import "reflect-metadata";
import { createPrivateKey, randomBytes, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate as PeculiarCertificate,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { Validity } from "./validity.ts";

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

cryptoProvider.set(webcrypto as typeof globalThis.crypto);

/** Creates a self-signed CA that can sign leaf certificates only. */
export async function createAuthority(validity: Validity): Promise<KeyPair> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...serialAndDates(validity),
    name: "CN=model-express-injector-ca",
    keys,
    signingAlgorithm: ECDSA,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: certificate.toString("pem"), key: await privateKeyPem(keys.privateKey) };
}

/** Creates a serving certificate for `names` (DNS names and IP addresses). The CA's key must be ECDSA P-256. */
export async function createLeaf(ca: KeyPair, names: readonly string[], validity: Validity): Promise<KeyPair> {
  const issuer = new PeculiarCertificate(ca.cert);
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.create({
    ...serialAndDates(validity),
    subject: "CN=model-express-injector",
    // Encoded as in the CA's certificate: Go compares the bytes.
    issuer: issuer.subjectName,
    signingKey: await readPrivateKey(ca.key),
    publicKey: keys.publicKey,
    signingAlgorithm: ECDSA,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map(alternativeName)),
      await buildKeyIdentifier(issuer),
    ],
  });
  return { cert: certificate.toString("pem"), key: await privateKeyPem(keys.privateKey) };
}

/** The key identifier distinguishes two CAs with the same name. */
async function buildKeyIdentifier(issuer: PeculiarCertificate): Promise<AuthorityKeyIdentifierExtension> {
  const own = issuer.getExtension(SubjectKeyIdentifierExtension);
  if (own !== null) return new AuthorityKeyIdentifierExtension(own.keyId);
  return AuthorityKeyIdentifierExtension.create(issuer.publicKey);
}

function serialAndDates({ from, until }: Validity) {
  // Positive, and short enough (16 bytes) for every implementation.
  const serialNumber = `01${randomBytes(15).toString("hex")}`;
  return { serialNumber, notBefore: new Date(from), notAfter: new Date(until) };
}

function alternativeName(value: string): { type: "ip" | "dns"; value: string } {
  return { type: /^[\d.]+$|:/.test(value) ? "ip" : "dns", value };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ECDSA, true, ["sign", "verify"]);
}

/** We write PKCS #8; openssl writes SEC 1 for a curve. */
async function readPrivateKey(pem: string): Promise<webcrypto.CryptoKey> {
  const bytes = createPrivateKey(pem).export({ type: "pkcs8", format: "der" });
  return webcrypto.subtle.importKey("pkcs8", bytes, ECDSA, false, ["sign"]);
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey("pkcs8", key);
  return PemConverter.encode(bytes, "PRIVATE KEY");
}
