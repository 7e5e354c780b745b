import type { RequestOptions } from "node:https";

/** What one request to the API server carries. */
export interface AuthorizedRequest {
  readonly server: URL;
  /** TLS material, headers, and an agent only where a proxy demands one of its own. */
  readonly options: RequestOptions;
}

/** Where the API server is, and with which credentials it is called. */
export interface ApiAccess {
  /** Asked before every request, so that a rotated token or certificate is seen without a restart. */
  authorize(): Promise<AuthorizedRequest>;
  /** The API server refused the credentials: what is remembered of them is read again. */
  forgetCredentials(): void;
  /** Where commands act without a namespace in their flags. */
  readonly namespace?: string | undefined;
  /** This process is a pod, and reaches Services by their names. */
  readonly isInCluster?: boolean;
}
