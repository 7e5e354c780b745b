import { createPrivateKey, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { readFileText } from "../text-files/read-file-text.ts";
import { describeReadProblem } from "../text-files/read-problem.ts";
import { MOST_PEM_BYTES } from "../text-files/read-text.ts";
import type { KeyPair } from "./make-certificate.ts";
import { readMessage } from "./message-of.ts";

/** The keys of a Kubernetes TLS Secret, which are its file names. */
const CERTIFICATE = "tls.crt";
const KEY = "tls.key";

/** The files to watch for a new certificate. */
export function servingFiles(directory: string): readonly string[] {
  return [join(directory, CERTIFICATE), join(directory, KEY)];
}

/**
 * Reads the serving certificate from a directory, and checks that the key belongs to it.
 *
 * @throws {Error} naming the directory, the file and the cause
 */
export function readServingFiles(directory: string): KeyPair {
  try {
    const cert = readUsable(directory, CERTIFICATE, (pem) => new X509Certificate(pem));
    const key = readUsable(directory, KEY, createPrivateKey);
    // Checks that certificate and key match, and that the chain behind the first certificate parses.
    createSecureContext({ cert, key });
    return { cert, key };
  } catch (cause) {
    throw new Error(`serving certificate in ${directory}: ${readMessage(cause)}`, { cause });
  }
}

function readUsable(directory: string, name: string, parse: (pem: string) => unknown): string {
  try {
    const pem = readFileText(join(directory, name), MOST_PEM_BYTES);
    parse(pem);
    return pem;
  } catch (cause) {
    throw new Error(`${name}: ${describeReadProblem(cause)}`, { cause });
  }
}
