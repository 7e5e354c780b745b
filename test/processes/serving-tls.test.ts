import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { Agent, request as httpsRequest } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type ConnectionOptions, connect } from "node:tls";
import request from "supertest";
import { describe, expect, test, vi } from "vitest";
import { createSelfSigned, type ServingCertificate } from "../../src/certificates/self-signed.ts";
import type { Webhook } from "../../src/processes/webhook.ts";
import { review } from "../admission/harness.ts";
import { type CertificateAuthority, createCertificateAuthority } from "../real/control-plane/bed/pki.ts";
import { findFreePort } from "../real/control-plane/bed/ports.ts";
import { metricsOf, reasonFrom, SOON, swapData, useWebhook } from "./webhook-bed.ts";

const bed = useWebhook();

interface Made extends ServingCertificate {
  /** Seconds since the epoch. */
  readonly notAfter: number;
}

async function make(): Promise<Made> {
  const made = await createSelfSigned(["127.0.0.1", "localhost"]);
  return { ...made, notAfter: new X509Certificate(made.cert).validToDate.getTime() / 1000 };
}

/** Writes a pair, or an invalid one, into a folder of the bed. */
async function write(pair: { readonly cert: string; readonly key: string }, name = "."): Promise<void> {
  const folder = join(bed.folder, name);
  await mkdir(folder, { recursive: true });
  // Writes the certificate first: a quick reader sees it with the previous key.
  await writeFile(join(folder, "tls.crt"), pair.cert);
  await writeFile(join(folder, "tls.key"), pair.key);
}

function portOf({ url }: Webhook): number {
  return Number(new URL(url).port);
}

/** Sends one request over an existing connection; resolves with the status line. */
async function statusOver(socket: ReturnType<typeof connect>): Promise<string | undefined> {
  const body = JSON.stringify(review());
  const head = `POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
  socket.write(`${head}\r\n\r\n${body}`);
  const ended = once(socket, "close").then(() => ["closed"]);
  const [chunk] = (await Promise.race([once(socket, "data"), ended])) as [Buffer | string];
  return chunk.toString().split("\r\n")[0];
}

async function untilRefused(cause: RegExp): Promise<void> {
  const isRefusal = (line: string): boolean =>
    line.includes('"level":50') && line.includes("stays in use") && cause.test(line);
  await vi.waitUntil(() => bed.lines.some(isRefusal), SOON);
}

describe("a certificate that changes", () => {
  test("is served to new connections after the kubelet swaps ..data, while open ones continue", async () => {
    const [first, second] = [await make(), await make()];
    await write(first, "1");
    await write(second, "2");
    await swapData(bed.folder, "1");
    for (const name of ["tls.crt", "tls.key"]) await symlink(join("..data", name), join(bed.folder, name));
    const running = await bed.start({ tlsDirectory: bed.folder });
    const kept = connect({ host: "127.0.0.1", port: portOf(running), ca: first.ca });
    await once(kept, "secureConnect");
    expect(await statusOver(kept)).toBe("HTTP/1.1 200 OK");

    await swapData(bed.folder, "2");

    await vi.waitFor(async () => expect(await reasonFrom(running, second.ca)).toBe("SharedPull"), SOON);
    await expect(reasonFrom(running, first.ca)).rejects.toThrow("certificate");
    expect(await statusOver(kept)).toBe("HTTP/1.1 200 OK");
    kept.destroy();
    expect(await metricsOf(running)).toContain(`serving_certificate_not_after_seconds ${second.notAfter}\n`);
  });

  test.each([
    ["whose certificate is cut short", ({ cert, key }: Made) => ({ cert: cert.slice(0, 200), key }), /tls\.crt: /],
    ["whose key is cut short", ({ cert, key }: Made) => ({ cert, key: key.slice(0, 80) }), /tls\.key: /],
    ["whose chain is cut short", ({ cert, key, ca }: Made) => ({ cert: cert + ca.slice(0, 200), key }), /bad end line/],
    ["that is empty", () => ({ cert: "", key: "" }), /tls\.crt: /],
  ])(
    "is refused when it is one %s, while the last valid one stays in use until the next",
    async (_name, broken, cause) => {
      const [first, second] = [await make(), await make()];
      await write(first);
      const running = await bed.start({ tlsDirectory: bed.folder });

      await write(broken(second));
      await untilRefused(cause);
      expect(await reasonFrom(running, first.ca)).toBe("SharedPull");

      await write(second);
      await vi.waitFor(async () => expect(await reasonFrom(running, second.ca)).toBe("SharedPull"), SOON);
    },
  );

  test("is refused and counted while half written or with another key", async () => {
    const [first, second] = [await make(), await make()];
    await write(first);
    const running = await bed.start({ tlsDirectory: bed.folder });

    await write({ cert: second.cert, key: first.key });
    await untilRefused(/key values mismatch/);
    expect(await reasonFrom(running, first.ca)).toBe("SharedPull");
    expect(await metricsOf(running)).toMatch(/reloads_total\{what="certificate",result="refused"\} [1-9]/);

    await write(second);
    await vi.waitFor(async () => expect(await reasonFrom(running, second.ca)).toBe("SharedPull"), SOON);
    // The count follows the certificate.
    await vi.waitFor(async () =>
      expect(await metricsOf(running)).toContain('reloads_total{what="certificate",result="taken"} 1'),
    );
  });
});

describe("a directory without a usable certificate at the start", () => {
  test("is awaited: the probes report it, one error is logged, and it is served as soon as it is valid", async () => {
    const pair = await make();
    await write({ cert: pair.cert.slice(0, 100), key: pair.key });
    const operationsPort = await findFreePort();
    const starting = bed.start({ tlsDirectory: bed.folder, operationsPort });
    const operations = request(`http://127.0.0.1:${operationsPort}`);
    await vi.waitFor(async () => {
      const { status, text: said } = await operations.get("/readyz");
      expect(status).toBe(503);
      expect(said).toMatch(`waiting for a serving certificate in ${bed.folder}: tls.crt: `);
    }, SOON);
    expect((await operations.get("/livez")).status).toBe(200);
    const errors = bed.lines.filter((line) => line.includes('"level":50'));
    expect(errors.map((line) => "err" in JSON.parse(line))).toEqual([false]);
    expect(errors[0]?.split(`serving certificate in ${bed.folder}: tls.crt: `)).toHaveLength(2);

    await write(pair);
    expect(await reasonFrom(await starting, pair.ca)).toBe("SharedPull");
    expect((await operations.get("/readyz")).text).toBe("ok\n");
  });

  test("is no longer awaited when the process is to end", async () => {
    await mkdir(join(bed.folder, "empty"));
    const ending = new AbortController();
    const starting = bed.start({ tlsDirectory: join(bed.folder, "empty"), signal: ending.signal });
    await vi.waitUntil(() => bed.lines.length > 0, SOON);
    ending.abort(new Error("the end"));
    await expect(starting).rejects.toThrow("the end");
  });

  test("fails the start if missing, and is named", async () => {
    const absent = join(bed.folder, "absent");
    await expect(bed.start({ tlsDirectory: absent })).rejects.toThrow(
      `the directory ${absent} (--tls-dir) does not exist`,
    );
  });
});

describe("a client CA", () => {
  /**
   * Resolves with the status for a caller with a certificate of the authority, or with the error of the handshake.
   */
  async function statusFor(running: Webhook, authority?: CertificateAuthority): Promise<string> {
    const pair = await authority?.issue({ usage: "client", user: "kube-apiserver" });
    const client = pair === undefined ? {} : { cert: pair.certificate, key: pair.key };
    const agent = new Agent({ rejectUnauthorized: false, ...client });
    try {
      return await statusOf(running, agent);
    } finally {
      agent.destroy();
    }
  }

  async function statusOf({ url }: Webhook, agent: Agent): Promise<string> {
    const call = httpsRequest(url, { method: "POST", agent, headers: { "content-type": "application/json" } });
    call.end(JSON.stringify(review()));
    try {
      const [response] = await once(call, "response");
      await text(response);
      return String(response.statusCode);
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : String(error);
    }
  }

  const REFUSED = /ALERT|CERTIFICATE_REQUIRED|ECONNRESET|EPIPE|closed/;

  test.each([
    ["with a certificate from files", true],
    ["with a certificate of its own", false],
  ])("is read again when it changes, %s", async (_name, hasFiles) => {
    const [first, second] = [await createCertificateAuthority("first"), await createCertificateAuthority("second")];
    const clientCaFile = join(bed.folder, "client-ca.crt");
    await writeFile(clientCaFile, first.certificate);
    await write(await make());
    const tlsDirectory = hasFiles ? bed.folder : undefined;
    const running = await bed.start({ tlsDirectory, tlsPolicy: { minVersion: "1.3", clientCaFile } });
    expect(await statusFor(running, first)).toBe("200");
    expect(await statusFor(running, second)).toMatch(REFUSED);

    await writeFile(clientCaFile, second.certificate);

    await vi.waitFor(async () => expect(await statusFor(running, second)).toBe("200"), SOON);
    expect(await statusFor(running, first)).toMatch(REFUSED);
    expect(await statusFor(running)).toMatch(REFUSED);
  });

  test("is still required, with the same TLS, when the serving certificate changes", async () => {
    const [authority, second] = [await createCertificateAuthority("clients"), await make()];
    const clientCaFile = join(bed.folder, "client-ca.crt");
    await writeFile(clientCaFile, authority.certificate);
    await write(await make());
    const running = await bed.start({ tlsDirectory: bed.folder, tlsPolicy: { minVersion: "1.3", clientCaFile } });

    await write(second);
    await vi.waitUntil(() => bed.lines.some((line) => line.includes("was reloaded")), SOON);

    expect(await statusFor(running, authority)).toBe("200");
    expect(await statusFor(running)).toMatch(REFUSED);
    const old = connect({ host: "127.0.0.1", port: portOf(running), rejectUnauthorized: false, maxVersion: "TLSv1.2" });
    await expect(once(old, "secureConnect")).rejects.toThrow("protocol version");
  });

  test("that is no longer trusted cannot be used through an earlier session", async () => {
    const [first, second] = [await createCertificateAuthority("first"), await createCertificateAuthority("second")];
    const clientCaFile = join(bed.folder, "client-ca.crt");
    await writeFile(clientCaFile, first.certificate);
    const running = await bed.start({ tlsPolicy: { minVersion: "1.3", clientCaFile } });
    const { certificate: cert, key } = await first.issue({ usage: "client", user: "kube-apiserver" });
    const options = { host: "127.0.0.1", port: portOf(running), rejectUnauthorized: false, cert, key };
    // Session tickets are read along with the data after them.
    const before = connect(options).resume();
    const [session] = (await once(before, "session")) as [Buffer];
    before.destroy();
    expect(await resumedWith({ ...options, session })).toBe("resumed: HTTP/1.1 200 OK");

    await writeFile(clientCaFile, second.certificate);
    await vi.waitUntil(() => bed.lines.some((line) => line.includes("was reloaded")), SOON);

    expect(await resumedWith({ ...options, session })).toMatch(REFUSED);
  });

  async function resumedWith(options: ConnectionOptions): Promise<string | undefined> {
    const socket = connect(options);
    try {
      await once(socket, "secureConnect");
      return `${socket.isSessionReused() ? "resumed" : "new"}: ${await statusOver(socket)}`;
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : String(error);
    } finally {
      socket.destroy();
    }
  }

  test("is refused if its bundle is truncated, and the previous ones stay", async () => {
    const [first, second] = [await createCertificateAuthority("first"), await createCertificateAuthority("second")];
    const clientCaFile = join(bed.folder, "client-ca.crt");
    await writeFile(clientCaFile, first.certificate);
    const running = await bed.start({ tlsPolicy: { minVersion: "1.3", clientCaFile } });
    await writeFile(clientCaFile, `${second.certificate}\n${first.certificate.slice(0, 200)}`);
    await untilRefused(/1 of 2 certificates can be read/);
    expect(await statusFor(running, first)).toBe("200");
    expect(await statusFor(running, second)).toMatch(REFUSED);
  });

  test("is a named error if its file does not exist", async () => {
    const clientCaFile = join(bed.folder, "absent.crt");
    const starting = bed.start({ tlsPolicy: { minVersion: "1.3", clientCaFile } });
    await expect(starting).rejects.toThrow(`${clientCaFile} (--client-ca): no such file`);
  });
});
