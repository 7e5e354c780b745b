import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { ApiClient } from "../../../src/cluster/api/api-client.ts";
import { readEnvironmentProxy } from "../../../src/cluster/api/environment-proxy.ts";
import { openKubeconfigAccess } from "../../../src/cluster/api/kubeconfig-access.ts";
import { kubeconfigText } from "../../kubeconfig.ts";

const PROXY = "http://proxy.example.com:3128";

test.each<[string, string, Record<string, string>, string | undefined]>([
  ["without a variable", "https://api.example.com", {}, undefined],
  ["in upper case", "https://api.example.com", { HTTPS_PROXY: PROXY }, PROXY],
  ["in lower case", "https://api.example.com", { https_proxy: PROXY }, PROXY],
  ["without a scheme", "https://api.example.com", { HTTPS_PROXY: "proxy:3128" }, "http://proxy:3128"],
  ["of another protocol", "https://api.example.com", { HTTP_PROXY: PROXY }, undefined],
  ["for plain HTTP", "http://api.example.com", { HTTP_PROXY: PROXY }, PROXY],
  ["loopback", "https://127.0.0.1:6443", { HTTPS_PROXY: PROXY }, undefined],
  ["loopback by name", "https://localhost:6443", { HTTPS_PROXY: PROXY }, undefined],
  ["loopback of IPv6", "https://[::1]:6443", { HTTPS_PROXY: PROXY }, undefined],
])("the proxy %s: %s", (_, server, variables, proxy) => {
  expect(readEnvironmentProxy(new URL(server), variables)).toBe(proxy);
});

/** According to `NoProxy` in `go doc golang.org/x/net/http/httpproxy Config`. */
test.each<[string, string, boolean]>([
  ["*", "https://api.example.com", true],
  ["example.com", "https://example.com", true],
  ["example.com", "https://api.example.com", true],
  ["example.com", "https://notexample.com", false],
  [".example.com", "https://api.example.com", true],
  [".example.com", "https://example.com", false],
  ["*.example.com", "https://api.example.com", true],
  ["EXAMPLE.com", "https://api.Example.com", true],
  ["a.b, api.example.com", "https://api.example.com", true],
  ["api.example.com:6443", "https://api.example.com:6443", true],
  ["api.example.com:6443", "https://api.example.com", false],
  ["api.example.com:443", "https://api.example.com", true],
  ["10.0.0.1", "https://10.0.0.1:6443", true],
  ["10.0.0.1", "https://10.0.0.10:6443", false],
  ["10.0.0.0/8", "https://10.96.0.1", true],
  ["10.0.0.0/8", "https://11.0.0.1", false],
  ["10.0.0.0/99", "https://10.96.0.1", false],
  ["fd00::/8", "https://[fd00::1]:6443", true],
  ["fd00::/8", "https://10.0.0.1", false],
  ["", "https://api.example.com", false],
])("NO_PROXY=%s and %s: direct is %s", (exceptions, server, isDirect) => {
  const proxy = readEnvironmentProxy(new URL(server), { HTTPS_PROXY: PROXY, NO_PROXY: exceptions });
  expect(proxy === undefined).toBe(isDirect);
});

test("calls a kubeconfig's server through the environment's proxy", async () => {
  const asked: (string | undefined)[] = [];
  const api = await listening(createServer((_, response) => void response.end("{}")));
  const proxy = await listening(
    createServer().on("connect", (request, socket) => {
      asked.push(request.url);
      const upstream = connect(api.port, "127.0.0.1");
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    }),
  );
  vi.stubEnv("HTTP_PROXY", `http://127.0.0.1:${proxy.port}`);
  vi.stubEnv("NO_PROXY", "");
  const client = new ApiClient(openKubeconfigAccess(await kubeconfig("http://api.invalid:6443")), "test");
  const signal = AbortSignal.timeout(5000);

  expect(await client.get("/version", { signal, idleMilliseconds: 5000, connections: "reads" })).toEqual({});

  expect(asked).toEqual(["api.invalid:6443"]);
  client.close();
  for (const { server } of [proxy, api]) server.close();
  vi.unstubAllEnvs();
});

async function listening(server: Server): Promise<{ readonly server: Server; readonly port: number }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

async function kubeconfig(server: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "proxy-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "config");
  const cluster = { server, "insecure-skip-tls-verify": true };
  await writeFile(file, kubeconfigText(cluster));
  return file;
}
