import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
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
    await vi.waitUntil(() => lines.some((line) => line.includes("cannot be read")), SOON);
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
    await vi.waitUntil(() => lines.some((line) => line.includes("the ones before stay in use")), SOON);
    expect(await reasonFrom(running, ca)).toBe("SharedPull");
  });

  test("does not start without one, and names the directory", async () => {
    await expect(start({ tlsDirectory: folder })).rejects.toThrow(`no serving certificate in ${folder}`);
  });
});

async function certificateIn(name: string): Promise<ServingCertificate> {
  const made = await selfSigned(["127.0.0.1", "localhost"]);
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, "tls.crt"), made.cert);
  await writeFile(join(folder, name, "tls.key"), made.key);
  return made;
}

function answerOver(socket: ReturnType<typeof connect>): Promise<string> {
  const body = JSON.stringify(review());
  const head = `POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
  const answer = new Promise<string>((resolve) => socket.once("data", (chunk: Buffer) => resolve(chunk.toString())));
  socket.write(`${head}\r\n\r\n${body}`);
  return answer;
}

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
