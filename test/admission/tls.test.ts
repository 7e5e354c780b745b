import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSelfSigned } from "../../src/certificates/self-signed.ts";
import { readServingFiles } from "../../src/certificates/serving-files.ts";
import { buildTlsOptions } from "../../src/certificates/tls-policy.ts";
import { type CertificateAuthority, createCertificateAuthority } from "../real/control-plane/bed/pki.ts";
import { review, startServer, type TestServer } from "./harness.ts";

let folder: string;
let server: TestServer | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tls-"));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

async function versionWith(port: number, maxVersion: "TLSv1.2" | "TLSv1.3", ciphers?: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port, maxVersion, ciphers, rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect");
    return `${socket.getProtocol()} ${socket.getCipher().name}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    socket.destroy();
  }
}

describe("the TLS policy", () => {
  test("is 1.3 by default", async () => {
    const pair = await createSelfSigned(["127.0.0.1"]);
    server = await startServer({ tls: buildTlsOptions(pair, { minVersion: "1.3" }) });
    expect(await versionWith(server.port, "TLSv1.3")).toMatch(/^TLSv1\.3 TLS_/);
    expect(await versionWith(server.port, "TLSv1.2")).toMatch(/protocol version/);
  });

  test("allows 1.2 on demand, with forward secrecy and authenticated encryption only", async () => {
    const pair = await createSelfSigned(["127.0.0.1"]);
    server = await startServer({ tls: buildTlsOptions(pair, { minVersion: "1.2" }) });
    expect(await versionWith(server.port, "TLSv1.2")).toMatch(/^TLSv1\.2 ECDHE-ECDSA-(AES\d+-GCM|CHACHA20)/);
    expect(await versionWith(server.port, "TLSv1.2", "ECDHE-ECDSA-CHACHA20-POLY1305")).toMatch(/CHACHA20/);
    for (const weak of [
      "ECDHE-ECDSA-AES128-SHA256",
      "ECDHE-ECDSA-AES256-SHA",
      "AES128-GCM-SHA256",
      "DHE-RSA-AES128-GCM-SHA256",
    ])
      expect(await versionWith(server.port, "TLSv1.2", weak)).toMatch(/handshake failure/);
  });

  test.each(["tls.crt", "tls.key"])("names %s if it is missing, once", async (name) => {
    const { cert, key } = await createSelfSigned(["127.0.0.1"]);
    const directory = await mkdtemp(join(folder, "pair-"));
    await writeFile(join(directory, "tls.crt"), cert);
    await writeFile(join(directory, "tls.key"), key);
    await rm(join(directory, name));
    expect(() => readServingFiles(directory)).toThrow(
      new Error(`serving certificate in ${directory}: ${name}: no such file`),
    );
  });

  test("names the client CAs' file if it is invalid", async () => {
    const file = join(folder, "ca.crt");
    await writeFile(file, "no certificate");
    const pair = await createSelfSigned(["127.0.0.1"]);
    expect(() => buildTlsOptions(pair, { minVersion: "1.3", clientCaFile: file })).toThrow(
      `client CA in ${file}: it has no certificate in PEM`,
    );
  });
});

describe("with a client CA", () => {
  async function startWithClientCa(clientNames: readonly string[] = []) {
    const authority = await createCertificateAuthority("clients");
    const clientCaFile = join(folder, "ca.crt");
    await writeFile(clientCaFile, authority.certificate);
    const pair = await createSelfSigned(["127.0.0.1"]);
    server = await startServer({ tls: buildTlsOptions(pair, { minVersion: "1.3", clientCaFile }), clientNames });
    return { authority, port: server.port };
  }

  /**
   * Resolves with the status for a caller with a certificate of this authority; without one, for a caller that has
   * none.
   */
  async function statusFrom(port: number, authority?: CertificateAuthority): Promise<number | string> {
    const pair = await authority?.issue({ usage: "client", user: "kube-apiserver" });
    const client = pair === undefined ? {} : { cert: pair.certificate, key: pair.key };
    const agent = new Agent({ rejectUnauthorized: false, ...client });
    const headers = { "content-type": "application/json" };
    const call = httpsRequest({ host: "127.0.0.1", port, path: "/mutate", method: "POST", agent, headers });
    call.end(JSON.stringify(review()));
    try {
      const [response] = await once(call, "response");
      await text(response);
      return response.statusCode;
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : String(error);
    } finally {
      agent.destroy();
    }
  }

  test("answers callers whose certificate it signed, and ends the handshake of others", async () => {
    const { authority, port } = await startWithClientCa();
    expect(await statusFrom(port, authority)).toBe(200);
    expect(await statusFrom(port)).toMatch(/CERTIFICATE_REQUIRED|ECONNRESET/);
    expect(await statusFrom(port, await createCertificateAuthority("clients"))).toMatch(/ALERT|ECONNRESET/);
  });

  test("answers an accepted name", async () => {
    const { authority, port } = await startWithClientCa(["front-proxy", "kube-apiserver"]);
    expect(await statusFrom(port, authority)).toBe(200);
  });

  test("refuses another name, and reports it", async () => {
    const { authority, port } = await startWithClientCa(["front-proxy"]);
    expect(await statusFrom(port, authority)).toBe(401);
    expect(server?.lines).toContainEqual(expect.objectContaining({ client: "kube-apiserver" }));
    expect(await server?.metrics.registry.metrics()).toContain("model_express_injector_rejected_total 1");
  });
});
