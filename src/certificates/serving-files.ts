import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import type { KeyPair } from "./make-certificate.ts";

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
 * @throws Error that names the directory and what is wrong
 */
export function readServingFiles(directory: string): KeyPair {
  try {
    const [certificate = "", key = ""] = servingFiles(directory);
    const pair = { cert: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
    createSecureContext(pair);
    return pair;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`no serving certificate in ${directory} (${CERTIFICATE}, ${KEY}): ${why}`, { cause });
  }
}
