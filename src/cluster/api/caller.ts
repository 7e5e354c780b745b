/** Who asked which server, for messages about a failure. */
export interface Caller {
  /** The URL of the API server. */
  readonly server: string;
  /** The URL of the proxy in between, without its password. */
  readonly proxy: string | undefined;
  /** The kubeconfig's name of the user. */
  readonly user: string | undefined;
  /** That the user's credentials have expired, as a clause; `undefined` if they have not, or if that is unknown. */
  readonly expiry: string | undefined;
}
