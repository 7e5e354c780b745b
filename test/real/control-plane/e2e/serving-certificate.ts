import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createCertificateAuthority } from "../bed/pki.ts";

/** Writes `tls.crt` and `tls.key` for 127.0.0.1; returns the CA as `clientConfig.caBundle` wants it, base64. */
export async function writeServingCertificate(directory: string): Promise<string> {
  const authority = await createCertificateAuthority("model-express-injector");
  const addresses = [{ type: "ip", value: "127.0.0.1" } as const];
  const { certificate, key } = await authority.issue({ usage: "server", addresses });
  await writeFile(path.join(directory, "tls.crt"), certificate);
  await writeFile(path.join(directory, "tls.key"), key, { mode: 0o600 });
  return Buffer.from(authority.certificate).toString("base64");
}
