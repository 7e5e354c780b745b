import "reflect-metadata"; // @peculiar/x509 refuses to load without it
import { randomBytes, type webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralNames,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const hour = 3_600_000;
const year = 365 * 24 * hour;

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate is for: a server known by addresses, or a client known to Kubernetes as user and groups. */
export type CertificateRequest =
  | { readonly usage: "server"; readonly addresses: JsonGeneralNames }
  | { readonly usage: "client"; readonly user: string; readonly groups?: readonly string[] };

/** A certificate authority that lives as long as the test. */
export interface CertificateAuthority extends KeyPair {
  issue(request: CertificateRequest): Promise<KeyPair>;
}

/** Makes a self-signed authority. */
export async function createCertificateAuthority(commonName: string): Promise<CertificateAuthority> {
  const keys = await generateKeys();
  const name = [{ CN: [commonName] }];
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...serialAndValidity(),
    name,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  return {
    certificate: certificate.toString("pem"),
    key: await privateKeyPem(keys),
    issue: (request) => issue(request, { name, signingKey: keys.privateKey }),
  };
}

/** Makes the key pair that signs ServiceAccount tokens; `publicKey` is PEM too. */
export async function createSigningKey(): Promise<{ readonly key: string; readonly publicKey: string }> {
  const keys = await generateKeys();
  const spki = await crypto.subtle.exportKey("spki", keys.publicKey);
  return { key: await privateKeyPem(keys), publicKey: PemConverter.encode(spki, "PUBLIC KEY") };
}

async function issue(
  request: CertificateRequest,
  issuer: { readonly name: JsonName; readonly signingKey: webcrypto.CryptoKey },
): Promise<KeyPair> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.create({
    ...serialAndValidity(),
    subject: subjectOf(request),
    issuer: issuer.name,
    publicKey: keys.publicKey,
    signingKey: issuer.signingKey,
    signingAlgorithm: algorithm,
    extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true), ...usageOf(request)],
  });
  return { certificate: certificate.toString("pem"), key: await privateKeyPem(keys) };
}

function subjectOf(request: CertificateRequest): JsonName {
  if (request.usage === "server") {
    return [{ CN: ["server"] }];
  }
  return [...(request.groups ?? []).map((group) => ({ O: [group] })), { CN: [request.user] }];
}

function usageOf(request: CertificateRequest): Extension[] {
  if (request.usage === "client") {
    return [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])];
  }
  return [
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension(request.addresses),
  ];
}

// An hour back, so that a second process whose clock is read a moment earlier never sees "not yet valid".
function serialAndValidity() {
  const now = Date.now();
  return {
    serialNumber: `01${randomBytes(15).toString("hex")}`,
    notBefore: new Date(now - hour),
    notAfter: new Date(now + year),
  };
}

function generateKeys() {
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function privateKeyPem(keys: { readonly privateKey: webcrypto.CryptoKey }): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
}
