/** Errors of OpenSSL about a certificate that no configured CA signed. */
const UNTRUSTED = new Set([
  ...["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
  ...["SELF_SIGNED_CERT_IN_CHAIN", "DEPTH_ZERO_SELF_SIGNED_CERT", "CERT_SIGNATURE_FAILURE"],
]);

/** An alert of the server about what the client showed, or did not. */
const REFUSALS = ["CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED"];

/**
 * Explains why TLS failed, in one sentence; `undefined` for any other error.
 *
 * @param name of the API server
 */
export function describeTls(error: NodeJS.ErrnoException, name: string): string | undefined {
  const { code = "" } = error;
  if (code.startsWith("ERR_OSSL_"))
    return `the client certificate or key of the kubeconfig's user cannot be used (${error.message}): correct client-certificate-data and client-key-data`;
  if (UNTRUSTED.has(code))
    return `no trusted CA signed the certificate of ${name} (${code}): correct certificate-authority-data of the kubeconfig's cluster`;
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID")
    return `the certificate of ${name} ${code === "CERT_HAS_EXPIRED" ? "has expired" : "is not valid yet"} by this machine's clock: renew it, or correct the clock`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `the certificate of ${name} is for other names (${listNames(error)}): correct the server of the kubeconfig's cluster, or set its tls-server-name`;
  if (isRefusal(code))
    return `${name} refuses the client certificate of the kubeconfig's user (${code}): log in again, or correct client-certificate-data`;
  if (code === "EPROTO" || code.startsWith("ERR_SSL_"))
    return `${name} does not speak TLS as a Kubernetes API server does: correct the server of the kubeconfig's cluster, its port first`;
  return undefined;
}

function isRefusal(code: string): boolean {
  const [, alert] = code.startsWith("ERR_SSL_") ? code.split("_ALERT_") : [];
  return alert !== undefined && REFUSALS.some((refusal) => alert.includes(refusal));
}

const MOST_NAMES = 300;

/** Node's error has the certificate, with its names as OpenSSL prints them. */
function listNames(error: Error & { readonly cert?: { readonly subjectaltname?: string } }): string {
  return error.cert?.subjectaltname?.slice(0, MOST_NAMES) || "it has none";
}
