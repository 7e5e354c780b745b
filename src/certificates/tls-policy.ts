import type { TlsOptions } from "node:tls";
import { readFileText } from "../text-files/read-file-text.ts";
import { describeReadProblem } from "../text-files/read-problem.ts";
import { MOST_PEM_BYTES } from "../text-files/read-text.ts";
import { parseBundle } from "./certificate.ts";
import type { KeyPair } from "./make-certificate.ts";
import type { TLS_VERSIONS } from "./tls-versions.ts";

/** The webhook's requirements for a connection. */
export interface TlsPolicy {
  readonly minVersion: (typeof TLS_VERSIONS)[number];
  /** File with the PEM CAs for client certificates. Without it clients need no certificate. */
  readonly clientCaFile?: string | undefined;
}

/** All suites of TLS 1.3; of TLS 1.2 those with forward secrecy and authenticated encryption. */
const CIPHERS = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
].join(":");

/**
 * Builds the complete options of a TLS server. Complete, because `setSecureContext` resets options that are not
 * repeated.
 *
 * @throws {Error} naming the client CA file and the cause
 */
export function buildTlsOptions({ cert, key }: KeyPair, { minVersion, clientCaFile }: TlsPolicy): TlsOptions {
  const base = { cert, key, minVersion: `TLSv${minVersion}`, ciphers: CIPHERS, honorCipherOrder: true } as const;
  if (clientCaFile === undefined) return base;
  return { ...base, ca: readClientCa(clientCaFile), requestCert: true, rejectUnauthorized: true };
}

function readClientCa(file: string): string {
  try {
    const bundle = readFileText(file, MOST_PEM_BYTES);
    // Node ignores text that is not a certificate, and would silently use the first part of a truncated bundle.
    const begun = bundle.split("-----BEGIN CERTIFICATE-----").length - 1;
    const whole = parseBundle(bundle).length;
    if (begun === 0) throw new Error("it has no certificate in PEM");
    if (whole === 0 || whole < begun) throw new Error(`${whole} of ${begun} certificates can be read`);
    return bundle;
  } catch (cause) {
    throw new Error(`client CA in ${file}: ${describeReadProblem(cause)}`, { cause });
  }
}
