import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import type { KeyPair } from "./make-certificate.ts";
import { messageOf } from "./message-of.ts";

/** The names that a Kubernetes TLS Secret gives its files. */
const CERTIFICATE = "tls.crt";
const KEY = "tls.key";

/** The files of a directory that change when the certificate does. */
export function servingFiles(directory: string): readonly string[] {
  return [join(directory, CERTIFICATE), join(directory, KEY)];
}

/**
 * Reads the serving certificate of a directory, and makes sure that the key belongs to it.
 *
 * @throws Error that names the directory, the file and what is wrong
 */
export function readServingFiles(directory: string): KeyPair {
  try {
    const cert = readUsable(directory, CERTIFICATE, (pem) => new X509Certificate(pem));
    const key = readUsable(directory, KEY, createPrivateKey);
    // Whether the two belong together, and whether the chain behind the first certificate is whole.
    createSecureContext({ cert, key });
    return { cert, key };
  } catch (cause) {
    throw new Error(`serving certificate in ${directory}: ${messageOf(cause)}`, { cause });
  }
}

function readUsable(directory: string, name: string, parse: (pem: string) => unknown): string {
  try {
    const pem = readFileSync(join(directory, name), "utf8");
    parse(pem);
    return pem;
  } catch (cause) {
    throw new Error(`${name}: ${messageOf(cause)}`, { cause });
  }
}
