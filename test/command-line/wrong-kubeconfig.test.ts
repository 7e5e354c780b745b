import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kubeconfigText } from "../kubeconfig.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "wrong-kubeconfig-"));
const SERVER = { server: "https://127.0.0.1:1" };
const exec = (command: string, ...args: readonly string[]) => ({
  exec: { apiVersion: "client.authentication.k8s.io/v1", command, args, interactiveMode: "Never" },
});

/** One part of a kubeconfig that is wrong, and what the message names. */
const WRONG: readonly (readonly [name: string, cluster: object, user: object, text: RegExp])[] = [
  ["another protocol", { server: "ftp://h" }, {}, /its server is not an https URL: ftp:\/\/h/],
  ["no URL", { server: "not a url" }, {}, /its server is not a URL: not a url/],
  ["plain HTTP", { server: "http://h" }, {}, /is plain HTTP; add insecure-skip-tls-verify/],
  [
    "no CA file",
    { ...SERVER, "certificate-authority": "/absent/ca" },
    {},
    /the kubeconfig's certificate-authority is \/absent\/ca: no such file$/m,
  ],
  [
    "no certificate's file",
    SERVER,
    { "client-certificate": "/absent/c", "client-key": "/absent/k" },
    /client-certificate is \/absent\/c: no such file$/m,
  ],
  [
    "a certificate without a key",
    SERVER,
    { "client-certificate-data": "AAAA" },
    /the kubeconfig's user u has a client-certificate, but no client-key: add it, or log in again/,
  ],
  [
    "a key without a certificate",
    SERVER,
    { "client-key-data": "AAAA" },
    /the kubeconfig's user u has a client-key, but no client-certificate: add it, or log in again/,
  ],
  [
    "a CA that never ends",
    { ...SERVER, "certificate-authority": "/dev/zero" },
    {},
    /the kubeconfig's certificate-authority is \/dev\/zero, which is not a file: name a file in PEM/,
  ],
  [
    "a certificate that is a pipe",
    SERVER,
    { "client-certificate": "pipe", "client-key": "/absent/k" },
    /client-certificate is [^ ]+\/pipe, which is not a file/,
  ],
  [
    "a key without an end",
    SERVER,
    { "client-certificate": "huge", "client-key": "/dev/zero" },
    /client-certificate is [^ ]+\/huge, which has more than 1 MiB: name a file in PEM/,
  ],
  ["a key that is a device", SERVER, { "client-key": "/dev/zero" }, /client-key is \/dev\/zero, which is not a file/],
  [
    "a broken certificate",
    SERVER,
    { "client-certificate-data": "AAAA", "client-key-data": "AAAA" },
    /the client certificate or key of the kubeconfig's user cannot be used/,
  ],
  ["no plugin", SERVER, exec("no-such-plugin"), /user u needs the program no-such-plugin.*install it/],
  ["a plugin that fails", SERVER, exec("false"), /user u gives no credentials: the credential plugin failed/],
  ["a plugin without JSON", SERVER, exec("echo", "hello"), /the program echo did not print an ExecCredential/],
  ["a plugin without a status", SERVER, exec("echo", "{}"), /the program echo did not print an ExecCredential/],
  [
    "an old provider",
    SERVER,
    { "auth-provider": { name: "gcp" } },
    /user u has no usable token in its auth-provider gcp/,
  ],
  ["a proxy without protocol", { ...SERVER, "proxy-url": "nonsense" }, {}, /proxy of the API server is "nonsense"/],
  [
    "a proxy of another protocol, without its password",
    { ...SERVER, "proxy-url": "ftp://me:secret@p:2" },
    {},
    /proxy of the API server is "ftp:\/\/p:2"; expected a URL such as/,
  ],
  [
    "a proxy that is not there",
    { ...SERVER, "proxy-url": "http://me:secret@127.0.0.1:2" },
    {},
    /through the proxy http:\/\/127.0.0.1:2\/? fails: the connection is refused; check proxy-url/,
  ],
  [
    "a SOCKS proxy that is not there",
    { ...SERVER, "proxy-url": "socks5://127.0.0.1:2" },
    {},
    /proxy socks5:\/\/127.0.0.1:2 fails/,
  ],
  [
    "nothing that listens",
    SERVER,
    {},
    /the API server https:\/\/127.0.0.1:1 cannot be reached: the connection is refused/,
  ],
];

beforeAll(() => {
  symlinkSync("loop", join(folder, "loop"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  writeFileSync(join(folder, "huge"), "");
  truncateSync(join(folder, "huge"), 2e9);
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(cluster: object, user: object): string {
  const file = join(folder, "kubeconfig");
  writeFileSync(file, kubeconfigText(cluster, { token: "t", ...user }));
  return file;
}

describe("a kubeconfig with", () => {
  test.each(WRONG)("%s gets one sentence that names it", async (_, cluster, user, text) => {
    const { code, out, err } = await run(["check", "--kubeconfig", write(cluster, user)]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(text);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).not.toMatch(/secret|TypeError|Cannot read|Unexpected token|node:/);
  });

  test.each([
    ["", /^error: --kubeconfig is empty; name a kubeconfig\n$/],
    ["loop", /loop \(--kubeconfig\): no such file/],
    [".", /it is a folder/],
  ])("the name %j names what is accepted", async (name, text) => {
    const { code, err } = await run(["check", "--kubeconfig", name === "" ? "" : join(folder, name)]);
    expect(code).toBe(1);
    expect(err).toMatch(text);
  });
});
