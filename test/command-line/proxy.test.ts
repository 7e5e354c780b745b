import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSelfSigned } from "../../src/certificates/self-signed.ts";
import { kubeconfigText } from "../kubeconfig.ts";
import { run } from "./run.ts";

const HOST = "api.cluster.invalid";
const folder = mkdtempSync(join(tmpdir(), "proxy-"));
const kubeconfig = join(folder, "kubeconfig");
const sockets = new Set<Socket>();
let apiServer: TlsServer;
let proxy: Server;
let apiPort: number;
let address: string;
let asked: string[] = [];
let calls = 0;
let status = 200;

beforeAll(async () => {
  const { ca, cert, key } = await createSelfSigned([HOST]);
  apiServer = createTlsServer({ cert, key }, (_, response) => {
    calls += 1;
    response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify({ kind: "List", metadata: {}, items: [] }));
  }).listen(0, "127.0.0.1");
  // Only the proxy knows where the host is.
  proxy = createServer().on("connect", (request, client: Socket) => {
    asked.push(request.url ?? "");
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const upstream = connect(apiPort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    for (const socket of [client, upstream]) sockets.add(socket.on("error", () => {}));
  });
  proxy.listen(0, "127.0.0.1");
  await Promise.all([once(apiServer, "listening"), once(proxy, "listening")]);
  apiPort = (apiServer.address() as AddressInfo).port;
  address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  writeKubeconfig(ca, {});
});

beforeEach(() => {
  asked = [];
  calls = 0;
  status = 200;
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  apiServer.closeAllConnections();
  apiServer.close();
  proxy.close();
  rmSync(folder, { recursive: true });
});

let authority = "";
function writeKubeconfig(ca: string, more: object): void {
  authority = ca;
  const cluster = { server: `https://${HOST}:${apiPort}`, "certificate-authority-data": btoa(ca), ...more };
  writeFileSync(kubeconfig, kubeconfigText(cluster));
}

const check = (env: object) => run(["check", "--connect", "none", "--kubeconfig", kubeconfig], { env });

describe("the proxy of the environment", () => {
  test.each([
    ["HTTPS_PROXY", (at: string) => `http://${at}`],
    ["https_proxy", (at: string) => `http://${at}`],
    ["HTTPS_PROXY", (at: string) => at],
  ])("%s carries all calls, as kubectl's do", async (name, toUrl) => {
    const { out } = await check({ [name]: toUrl(address) });
    expect(out).toContain("NotRegistered");
    expect(new Set(asked)).toEqual(new Set([`${HOST}:${apiPort}`]));
    expect(calls).toBeGreaterThan(3);
  });

  test.each([HOST, ".cluster.invalid", "cluster.invalid", "10.0.0.0/8,*"])(
    "is not asked for a host in NO_PROXY=%s",
    async (exception) => {
      const { code, err } = await check({ HTTPS_PROXY: address, NO_PROXY: exception });
      expect(code).toBe(1);
      expect(err).toMatch(new RegExp(`API server https://${HOST}:${apiPort} cannot be reached: its name`));
      expect(asked).toEqual([]);
    },
  );

  test("is beaten by proxy-url of the kubeconfig", async () => {
    writeKubeconfig(authority, { "proxy-url": `http://${address}` });
    const { out } = await check({ HTTPS_PROXY: "http://127.0.0.1:2" });
    writeKubeconfig(authority, {});
    expect(out).toContain("NotRegistered");
    expect(asked.length).toBeGreaterThan(0);
  });

  test("is named when it refuses the connection", async () => {
    status = 407;
    const { code, err } = await check({ HTTPS_PROXY: `http://me:secret@${address}` });
    expect(code).toBe(1);
    expect(err).toContain(`through the proxy http://${address}`);
    expect(err).toContain("is refused with status 407; check proxy-url of the kubeconfig, or HTTPS_PROXY and NO_PROXY");
    expect(err).not.toContain("secret");
  });
});
