import type { AuthorityState } from "../actual.ts";
import { certificateIn, certificatesIn } from "../certificate.ts";

/** Measures for how long every registration that was read has trusted the CA. */
export class TrustAge {
  readonly #uptime: () => number;
  #trusted: { readonly authority: string; readonly since: number } | undefined;

  /** @param uptime milliseconds that only grow */
  constructor(uptime: () => number) {
    this.#uptime = uptime;
  }

  /**
   * The milliseconds since every one of the caBundles (PEM) has the CA in it. Without a caBundle
   * the CA counts as trusted: an API server may go on calling until it notices that the registration is gone.
   */
  of(authority: AuthorityState | undefined, trusted: readonly string[]): number {
    const ca = certificateIn(authority?.cert);
    const now = this.#uptime();
    const isTrusted = trusted.every((bundle) => has(bundle, ca?.fingerprint256));
    if (ca === undefined || !isTrusted) this.#trusted = undefined;
    else if (this.#trusted?.authority !== ca.fingerprint256) {
      this.#trusted = { authority: ca.fingerprint256, since: now };
    }
    return now - (this.#trusted?.since ?? now);
  }
}

function has(bundle: string, fingerprint: string | undefined): boolean {
  return certificatesIn(bundle).some(({ fingerprint256 }) => fingerprint256 === fingerprint);
}
