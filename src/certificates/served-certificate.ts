import type { X509Certificate } from "node:crypto";
import { connect } from "node:tls";

export interface TlsQuestion {
  readonly host: string;
  readonly port: number;
  /** The name in SNI, and the name to verify. */
  readonly serverName: string;
  /** PEM bundle of the CAs to trust. Without it the certificate is returned unverified. */
  readonly ca?: string;
  readonly milliseconds: number;
}

/** The served certificate, or why it is not trusted or could not be fetched. */
export type Served =
  | { readonly certificate: X509Certificate }
  | { readonly problem: string; readonly rejected?: Rejection | undefined };

/** `not signed`: by none of the CAs. */
export type Rejection = "expired" | "not signed";

/** Node: "Certificate error codes" of `node:tls`, from OpenSSL's `X509_STORE_CTX_get_error`. */
const REJECTIONS: ReadonlyMap<string, Rejection> = new Map([
  ["CERT_HAS_EXPIRED", "expired"],
  ["UNABLE_TO_GET_ISSUER_CERT", "not signed"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "not signed"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "not signed"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "not signed"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "not signed"],
  ["CERT_SIGNATURE_FAILURE", "not signed"],
]);

/** Completes a TLS handshake without sending data, and returns the server's certificate. Never rejects. */
export function askCertificate({ host, port, serverName, ca, milliseconds }: TlsQuestion): Promise<Served> {
  const trust = ca === undefined ? { rejectUnauthorized: false } : { ca };
  return new Promise((resolve) => {
    const socket = connect({ host, port, servername: serverName, timeout: milliseconds, ...trust });
    const end = (served: Served): void => {
      resolve(served);
      socket.destroy();
    };
    socket.once("secureConnect", () => {
      const certificate = socket.getPeerX509Certificate();
      end(certificate === undefined ? { problem: "it presents no certificate" } : { certificate });
    });
    socket.once("timeout", () => end({ problem: "it does not answer" }));
    socket.on("error", ({ message, code = "" }: NodeJS.ErrnoException) => {
      // Node appends advice about its own flags.
      end({ problem: message.replace(/; if the root CA .*/, ""), rejected: REJECTIONS.get(code) });
    });
    socket.once("close", () => end({ problem: "it closed the connection" }));
  });
}
