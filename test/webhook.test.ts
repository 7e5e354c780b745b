import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { pino } from "pino";
import request from "supertest";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ServingCertificate, selfSigned } from "../src/certificates/self-signed.ts";
import { loadConfig, settingsOf } from "../src/config.ts";
import { startWebhook, type Webhook, type WebhookOptions } from "../src/webhook.ts";
import { CLUSTER, review } from "./admission/harness.ts";

let folder: string;
let webhook: Webhook | undefined;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "webhook-"));
  lines = [];
});
afterEach(async () => {
  await webhook?.close();
  webhook = undefined;
  await rm(folder, { recursive: true });
});

async function start(options: Partial<WebhookOptions>): Promise<Webhook> {
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
  const settings = settingsOf(loadConfig(undefined, {}), "<pull.sh>");
  const defaults = { settings, cluster: [CLUSTER], tlsDirectory: undefined, host: "127.0.0.1", log };
  webhook = await startWebhook({ ...defaults, port: 0, operationsPort: 0, ...options });
  return webhook;
}

async function reasonFrom({ url, ca = "" }: Webhook, trusted = ca): Promise<string> {
  const post = request(url.replace("/mutate", "")).post("/mutate").ca(trusted).set("content-type", "application/json");
  const { body } = await post.send(JSON.stringify(review()));
  return (body as { response: { auditAnnotations: { reason: string } } }).response.auditAnnotations.reason;
}

/** Watches are polled by the file system: a deadline, never an exact time. */
const SOON = { timeout: 10_000, interval: 20 };

describe("with an embedded cluster", () => {
  test("makes its own certificate and serves probes and metrics on a plain port", async () => {
    const running = await start({});
    expect(await reasonFrom(running)).toBe("SharedPull");
    const operations = request(running.operationsUrl);
    expect((await operations.get("/livez")).status).toBe(200);
    expect((await operations.get("/readyz")).text).toBe("ok\n");
    expect((await operations.get("/metrics")).text).toContain(
      'decisions_total{outcome="inject",reason="SharedPull"} 1',
    );
  });

  test("reads the manifests again when they change, and keeps the good ones when they break", async () => {
    const cluster = join(folder, "cluster.yaml");
    const good = await readFile(CLUSTER, "utf8");
    await writeFile(cluster, good);
    const running = await start({ cluster: [cluster] });
    expect(await reasonFrom(running)).toBe("SharedPull");
    await writeFile(cluster, "kind: [");
    await vi.waitUntil(() => lines.some((line) => line.includes("cannot be used")), SOON);
    expect(await reasonFrom(running)).toBe("SharedPull");
    await writeFile(cluster, good.replace("inference-vllm-agg", "another"));
    await vi.waitFor(async () => expect(await reasonFrom(running)).toBe("NoModelExpress"), SOON);
  });
});

describe("with certificates from files", () => {
  test("serves a new one after the kubelet's swap of ..data, without a restart and without dropping connections", async () => {
    const [first, second] = [await certificateIn("1"), await certificateIn("2")];
    await symlink("1", join(folder, "..data"));
    for (const name of ["tls.crt", "tls.key"]) await symlink(join("..data", name), join(folder, name));
    const running = await start({ tlsDirectory: folder });
    expect(await reasonFrom(running, first.ca)).toBe("SharedPull");
    const kept = connect({ host: "127.0.0.1", port: Number(new URL(running.url).port), ca: first.ca });
    await new Promise((resolve) => kept.once("secureConnect", resolve));
    await symlink("2", join(folder, "..data_tmp"));
    await rename(join(folder, "..data_tmp"), join(folder, "..data"));
    await vi.waitFor(async () => expect(await reasonFrom(running, second.ca)).toBe("SharedPull"), SOON);
    expect(await answerOver(kept)).toContain("HTTP/1.1 200 OK");
    kept.destroy();
  });

  test("keeps the certificate it has when the new one is broken, and says so", async () => {
    const { ca, cert, key } = await selfSigned(["127.0.0.1", "localhost"]);
    await Promise.all([writeFile(join(folder, "tls.crt"), cert), writeFile(join(folder, "tls.key"), key)]);
    const running = await start({ tlsDirectory: folder });
    await writeFile(join(folder, "tls.key"), "broken");
    await vi.waitUntil(() => lines.some((line) => line.includes("the one before stays in use")), SOON);
    expect(await reasonFrom(running, ca)).toBe("SharedPull");
  });

  test("waits for one where there is none that can be used, says so, and serves it as soon as it is there", async () => {
    const { ca, cert, key } = await selfSigned(["127.0.0.1", "localhost"]);
    await writeFile(join(folder, "tls.crt"), cert.slice(0, 100));
    const operationsPort = await freePort();
    const starting = start({ tlsDirectory: folder, operationsPort });
    const readyz = () => request(`http://127.0.0.1:${operationsPort}`).get("/readyz");
    await vi.waitFor(async () => {
      const { status, text } = await readyz();
      expect(status).toBe(503);
      expect(text).toContain(`waiting for a serving certificate: no serving certificate in ${folder}`);
    }, SOON);
    await Promise.all([writeFile(join(folder, "tls.crt"), cert), writeFile(join(folder, "tls.key"), key)]);
    expect(await reasonFrom(await starting, ca)).toBe("SharedPull");
    expect((await readyz()).text).toBe("ok\n");
  });

  test("tells when it expires, and how often the files could be used", async () => {
    const { notAfter } = await certificateIn(".");
    const running = await start({ tlsDirectory: folder });
    await writeFile(join(folder, "tls.key"), "broken");
    const metrics = async (): Promise<string> => (await request(running.operationsUrl).get("/metrics")).text;
    await vi.waitFor(
      async () => expect(await metrics()).toContain('reloads_total{what="certificate",result="refused"} 1'),
      SOON,
    );
    expect(await metrics()).toContain(`serving_certificate_not_after_seconds ${notAfter}\n`);
  });

  test("does not start without its directory, and names it", async () => {
    const absent = join(folder, "absent");
    await expect(start({ tlsDirectory: absent })).rejects.toThrow(`the directory ${absent} does not exist`);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function certificateIn(name: string): Promise<ServingCertificate & { readonly notAfter: number }> {
  const made = await selfSigned(["127.0.0.1", "localhost"]);
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, "tls.crt"), made.cert);
  await writeFile(join(folder, name, "tls.key"), made.key);
  return { ...made, notAfter: new X509Certificate(made.cert).validToDate.getTime() / 1000 };
}

function answerOver(socket: ReturnType<typeof connect>): Promise<string> {
  const body = JSON.stringify(review());
  const head = `POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
  const answer = new Promise<string>((resolve) => socket.once("data", (chunk: Buffer) => resolve(chunk.toString())));
  socket.write(`${head}\r\n\r\n${body}`);
  return answer;
}

describe("with a configuration from a file", () => {
  const configuration = (text: string): string =>
    `apiVersion: config.modelexpress.nvidia.com/v1alpha1\nkind: InjectorConfiguration\n${text}\n`;

  async function startWith(file: string, flags: Readonly<Record<string, string>> = {}): Promise<Webhook> {
    const read = () => settingsOf(loadConfig(file, flags), "<pull.sh>");
    return start({ settings: read(), configuration: { file, read } });
  }

  test("decides by a new one, after the kubelet's swap too, and keeps the good one when the new one is bad", async () => {
    for (const [name, text] of [
      ["1", "mode: env"],
      ["2", "mod: stream"],
      ["3", "mode: stream"],
    ] as const) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, "config.yaml"), configuration(text));
    }
    const swapTo = async (name: string): Promise<void> => {
      await symlink(name, join(folder, "..data_tmp"));
      await rename(join(folder, "..data_tmp"), join(folder, "..data"));
    };
    await swapTo("1");
    await symlink(join("..data", "config.yaml"), join(folder, "config.yaml"));
    const running = await startWith(join(folder, "config.yaml"));
    expect(await reasonFrom(running)).toBe("UrlOnly");
    await swapTo("2");
    await vi.waitUntil(() => lines.some((line) => /unknown key mod \(did you mean mode\?\)/.test(line)), SOON);
    expect(await reasonFrom(running)).toBe("UrlOnly");
    await swapTo("3");
    await vi.waitFor(async () => expect(await reasonFrom(running)).toBe("StreamPull"), SOON);
    const { text } = await request(running.operationsUrl).get("/metrics");
    expect(text).toContain('reloads_total{what="configuration",result="refused"} 1');
    expect(text).toContain('reloads_total{what="configuration",result="taken"} 1');
  });

  test("lets a flag win over the file, before and after it changed", async () => {
    const file = join(folder, "config.yaml");
    await writeFile(file, configuration("mode: shared"));
    const running = await startWith(file, { mode: "env" });
    await writeFile(file, configuration("mode: stream"));
    await vi.waitUntil(() => lines.some((line) => line.includes("the configuration changed")), SOON);
    expect(await reasonFrom(running)).toBe("UrlOnly");
  });
});

describe("when it drains", () => {
  test("it is not ready, still answers, and asks callers to close their connections", async () => {
    const running = await start({});
    const ended = running.drain(500);
    expect((await request(running.operationsUrl).get("/readyz")).text).toBe("waiting for its end\n");
    const post = request(running.url.replace("/mutate", ""))
      .post("/mutate")
      .ca(running.ca ?? "");
    const answer = await post
      .set("content-type", "application/json")
      .set("connection", "keep-alive")
      .send(JSON.stringify(review()));
    expect({ status: answer.status, connection: answer.headers["connection"] }).toEqual({
      status: 200,
      connection: "close",
    });
    await ended;
    webhook = undefined;
    await expect(reasonFrom(running)).rejects.toThrow("ECONNREFUSED");
  });
});
