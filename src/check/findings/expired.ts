import { parseCertificate } from "../../certificates/certificate.ts";
import { checkValidity } from "../../certificates/validity.ts";
import type { Observed } from "../observed.ts";

/**
 * Whether a certificate that the webhook mounts is not valid by date. That the CA is not, and that calls of replicas
 * fail because of their certificate, are then effects of the same cause.
 */
export function hasExpired({ storedCertificates, now }: Observed): boolean {
  return storedCertificates.some(({ certificate }) => {
    const leaf = parseCertificate("value" in certificate ? certificate.value : undefined);
    return leaf !== undefined && checkValidity(leaf, now) !== undefined;
  });
}
