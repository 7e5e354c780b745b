import { ApiFailure } from "./api-failure.ts";
import { TooLargeError } from "./body.ts";
import { CredentialsError } from "./credentials-error.ts";

/**
 * The wording of the API server (kubernetes/pkg/registry/authorization, `RecordToReason` in apiserver's
 * `forbidden.go`).
 */
const FORBIDDEN =
  /User "([^"]{0,1024})" cannot (\S{1,64}) resource "([^"]{0,512})" in API group "([^"]{0,253})"(?: in the namespace "([^"]{0,253})")?/;

/** Errors of the network, in words. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection is refused",
  ECONNRESET: "the connection was reset",
  EAI_AGAIN: "its name cannot be looked up now",
  ENOTFOUND: "its name is unknown",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to it",
  ETIMEDOUT: "it does not answer",
};

/** Errors of OpenSSL about a certificate that no configured CA signed. */
const UNTRUSTED = new Set([
  ...["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
  ...["SELF_SIGNED_CERT_IN_CHAIN", "DEPTH_ZERO_SELF_SIGNED_CERT", "CERT_SIGNATURE_FAILURE"],
]);

/** Whether a call to the API server failed, as opposed to a bug of ours. */
export function isFailureOfCluster(error: unknown): boolean {
  if (error instanceof ApiFailure || error instanceof TooLargeError || error instanceof CredentialsError) return true;
  // Request errors carry `isReused`; missing files carry a code.
  return error instanceof Error && (error.name === "TimeoutError" || "code" in error || "isReused" in error);
}

/** Explains a failed call to the API server in one sentence without a full stop. */
export function describeFailure(error: unknown): string {
  if (error instanceof ApiFailure) return apiSentence(error);
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError")
    return "the API server did not answer in time (--timeout)";
  return connectionSentence(error) ?? describeCause(error);
}

function connectionSentence(error: Error): string | undefined {
  const { code = "", server, proxy } = error as NodeJS.ErrnoException & { readonly server?: string; proxy?: string };
  if (proxy !== undefined && !UNTRUSTED.has(code)) return proxySentence(proxy, UNREACHABLE[code] ?? error.message);
  if (code.startsWith("ERR_OSSL_"))
    return `the client certificate or key of the kubeconfig's user cannot be used (${error.message}): correct client-certificate-data and client-key-data`;
  const name = server === undefined ? "the API server" : `the API server ${server}`;
  const why = UNREACHABLE[code];
  if (why !== undefined) return `${name} cannot be reached: ${why}; check the network, the proxy, and the context`;
  if (UNTRUSTED.has(code))
    return `no trusted CA signed the certificate of ${name} (${code}): correct certificate-authority-data of the kubeconfig's cluster`;
  return undefined;
}

/** A connection through a proxy is the proxy's, and so are its failures. */
function proxySentence(proxy: string, why: string): string {
  const [, status] = /^Bad response: (\d+)$/.exec(why) ?? [];
  const what = status === undefined ? `fails: ${why}` : `is refused with status ${status}`;
  return `the connection to the API server through the proxy ${proxy} ${what}; check proxy-url of the kubeconfig, or HTTPS_PROXY and NO_PROXY`;
}

/** The API server's plain text for a path of a resource that is not defined. */
const NO_RESOURCE =
  "the cluster has no such resource: is its CustomResourceDefinition applied? That of ModelExpress is in manifests/chart/crds";

function apiSentence({ status, message }: ApiFailure): string {
  if (status === 401) return "the API server refuses the credentials: log in again, or fix the kubeconfig's user";
  if (status === 404 && message.endsWith("page not found")) return NO_RESOURCE;
  const [, user, verb, resource, group, namespace] = (status === 403 && FORBIDDEN.exec(message)) || [];
  if (verb === undefined) return `the API server says ${message}`;
  const what = `${resource}${group === "" ? "" : `.${group}`}`;
  return `${user} may not ${verb} ${what}${namespace === undefined ? " in the cluster" : ` in namespace ${namespace}`}`;
}

/** The `AggregateError` of a host with several addresses has no message itself. */
function describeCause(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error ? first.message : error.message;
}
