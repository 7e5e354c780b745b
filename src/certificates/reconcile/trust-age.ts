import type { AuthorityState } from "../actual.ts";
import { parseBundle, parseCertificate } from "../certificate.ts";

/** Measures since when the registration has trusted the CA. */
export class TrustAge {
  readonly #uptime: () => number;
  #trusted: { readonly authority: string; readonly since: number } | undefined;

  /** @param uptime monotonic clock in milliseconds */
  constructor(uptime: () => number) {
    this.#uptime = uptime;
  }

  /**
   * Milliseconds since which every caBundle (PEM) has contained the CA. Without any caBundle the CA counts as
   * trusted: an API server may keep calling until it notices that the registration is gone.
   */
  of(authority: AuthorityState | undefined, trusted: readonly string[]): number {
    const ca = parseCertificate(authority?.cert);
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
  return parseBundle(bundle).some(({ fingerprint256 }) => fingerprint256 === fingerprint);
}
