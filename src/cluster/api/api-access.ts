import type { RequestOptions } from "node:https";

/** The server, credentials and TLS options of one request. */
export interface AuthorizedRequest {
  readonly server: URL;
  /** TLS material, headers, and an agent only if a proxy needs its own. */
  readonly options: RequestOptions;
  /** The URL of the proxy in between, without its password. */
  readonly proxy?: string | undefined;
  /** The kubeconfig's name of the user. */
  readonly user?: string | undefined;
}

/** The address of the API server, and the credentials for it. */
export interface ApiAccess {
  /** Called before every request, so that rotated tokens and certificates take effect without a restart. */
  authorize(): Promise<AuthorizedRequest>;
  /** Drops cached credentials after the API server has rejected them. */
  forgetCredentials(): void;
  /** The URL of the API server. */
  readonly server?: string | undefined;
  /** The default namespace of commands. */
  readonly namespace?: string | undefined;
  /** Whether this process is a pod, and can reach Services by name. */
  readonly isInCluster?: boolean;
}
