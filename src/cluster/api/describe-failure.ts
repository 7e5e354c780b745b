import { ApiFailure, isUnauthenticated } from "./api-failure.ts";
import { TooLargeError } from "./body.ts";
import { ConnectionFailure } from "./connection-failure.ts";
import { CredentialsError } from "./credentials-error.ts";
import { NotApiServerError } from "./not-api-server-error.ts";
import { describeTls } from "./tls-failure.ts";

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

const KNOWN = [ApiFailure, ConnectionFailure, TooLargeError, CredentialsError, NotApiServerError];

/** Whether a call to the API server failed, as opposed to a bug of ours. */
export function isFailureOfCluster(error: unknown): boolean {
  if (KNOWN.some((type) => error instanceof type)) return true;
  // A body that ends early and a missing file carry a code.
  return error instanceof Error && (error.name === "TimeoutError" || "code" in error);
}

/** Explains a failed call to the API server in one sentence without a full stop. */
export function describeFailure(error: unknown): string {
  if (error instanceof ApiFailure) return apiSentence(error);
  if (!(error instanceof Error)) return String(error);
  if (error instanceof NotApiServerError)
    return `what answers is not a Kubernetes API server: ${error.message}; correct the server of the kubeconfig's cluster, or log in where a gateway asks for that`;
  if (error.name === "TimeoutError" || error.name === "AbortError")
    return "the API server did not answer in time (--timeout)";
  return connectionSentence(error) ?? describeCause(error instanceof ConnectionFailure ? error.cause : error);
}

/** @param server its URL, if known */
export function nameServer(server: string | undefined): string {
  return server === undefined ? "the API server" : `the API server ${server}`;
}

/** A body that ends early, or an error of a WebSocket, names no server. */
function connectionSentence(error: NodeJS.ErrnoException): string | undefined {
  const { code = "" } = error;
  const { cause, caller } = error instanceof ConnectionFailure ? error : { cause: error };
  const { server, proxy, expiry } = caller ?? {};
  const name = nameServer(server);
  const tls = describeTls(cause, name);
  if (tls !== undefined) return tls;
  if (proxy !== undefined) return proxySentence(proxy, UNREACHABLE[code] ?? error.message);
  const why = UNREACHABLE[code];
  if (why === undefined) return undefined;
  const hint =
    expiry === undefined ? "check the network, the proxy, and the context" : `the kubeconfig's user: ${expiry}`;
  return `${name} cannot be reached: ${why}; ${hint}`;
}

/** A connection through a proxy is the proxy's, and so are its failures. */
function proxySentence(proxy: string, why: string): string {
  const [, status] = /^Bad response: (\d+)$/.exec(why) ?? [];
  const what = status === undefined ? `fails: ${why}` : `is refused with status ${status}`;
  return `the connection to the API server through the proxy ${proxy} ${what}; check proxy-url of the kubeconfig, or HTTPS_PROXY and NO_PROXY`;
}

/** What a server says that is overloaded, or whose backend starts. */
const OVERLOADED = new Set([429, 502, 503, 504]);

function refusedSentence(failure: ApiFailure): string {
  const { server, user, expiry } = failure.caller ?? {};
  const name = nameServer(server);
  const who = user === undefined ? "" : ` of the kubeconfig's user ${user}`;
  if (failure.status === 403) return `${name} got no credentials: log in, or give the kubeconfig's user a token`;
  const why = expiry === undefined ? "" : `; ${expiry}`;
  return `${name} refuses the credentials${who}${why}: log in again, or fix the kubeconfig's user`;
}

/** The API server's plain text for a path of a resource that is not defined. */
const NO_RESOURCE =
  "the cluster has no such resource: is its CustomResourceDefinition applied? That of ModelExpress is in manifests/chart/crds";

function apiSentence(failure: ApiFailure): string {
  const { status, message } = failure;
  if (isUnauthenticated(failure)) return refusedSentence(failure);
  if (status === 404 && message.endsWith("page not found")) return NO_RESOURCE;
  const [, user, verb, resource, group, namespace] = (status === 403 && FORBIDDEN.exec(message)) || [];
  if (verb === undefined) return `the API server says ${message}${OVERLOADED.has(status) ? "; try again later" : ""}`;
  const what = `${resource}${group === "" ? "" : `.${group}`}`;
  return `${user} may not ${verb} ${what}${namespace === undefined ? " in the cluster" : ` in namespace ${namespace}`}`;
}

/** The `AggregateError` of a host with several addresses has no message itself. */
function describeCause(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error ? first.message : error.message;
}
