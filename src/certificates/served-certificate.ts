import type { X509Certificate } from "node:crypto";
import { connect } from "node:tls";

export interface TlsQuestion {
  readonly host: string;
  readonly port: number;
  /** The name by which the API server calls it. */
  readonly serverName: string;
  /** PEM bundle of the CAs to trust; without it, whatever is served is returned. */
  readonly ca?: string;
  readonly milliseconds: number;
}

/** The certificate that is served, or why the API server would refuse it, or why it could not be asked for. */
export type Served = { readonly certificate: X509Certificate } | { readonly problem: string };

/** Completes a TLS handshake, sends nothing, and returns the certificate of the server. Never rejects. */
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
      end(certificate === undefined ? { problem: "it shows no certificate" } : { certificate });
    });
    socket.once("timeout", () => end({ problem: "it does not answer" }));
    socket.on("error", (error) => end({ problem: error.message }));
    socket.once("close", () => end({ problem: "it closed the connection" }));
  });
}
