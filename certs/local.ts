// Makes certificates to try the webhook with: npm run certs -- DIRECTORY [NAME…]
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSelfSigned } from "../src/certificates/self-signed.ts";

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];
const DAYS = 90;

const [directory, ...names] = process.argv.slice(2);
if (directory === undefined || directory.startsWith("-")) {
  console.error(`usage: npm run certs -- DIRECTORY [NAME…]

Writes ca.crt, tls.crt and tls.key for the names, DNS names or IP addresses (default: ${LOOPBACK.join(", ")}).
They are valid for ${DAYS} days. The CA's key is not kept.`);
  process.exit(2);
}

const { ca, cert, key } = await createSelfSigned(names.length === 0 ? LOOPBACK : names, DAYS);
mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, "ca.crt"), ca);
writeFileSync(join(directory, "tls.crt"), cert);
// Written by its owner alone, before anything is in it.
writeFileSync(join(directory, "tls.key"), key, { mode: 0o600 });
console.log(`${directory}: ca.crt, tls.crt and tls.key, valid for ${DAYS} days`);
