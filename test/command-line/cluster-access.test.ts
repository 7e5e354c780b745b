import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer, type RequestListener } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createAuthority, createLeaf, type KeyPair } from "../../src/certificates/make-certificate.ts";
import { computeValidity } from "../../src/certificates/validity.ts";
import { runHere } from "./run-here.ts";

const folder = mkdtempSync(join(tmpdir(), "cluster-access-"));
afterAll(() => rmSync(folder, { recursive: true }));

const DAY = 86_400_000;
const now = Date.now();
const [valid, expired] = [computeValidity(now + 300 * DAY, now), computeValidity(now - DAY, now - 20 * DAY)];
const [ca, otherCa] = [await createAuthority(valid), await createAuthority(valid)];
const leaf = await createLeaf(ca, ["127.0.0.1"], valid);
const otherName = await createLeaf(ca, ["kubernetes.default.svc"], valid);
const old = await createLeaf(ca, ["127.0.0.1"], expired);

/** Every command that asks a cluster, with arguments of its own. */
const COMMANDS: readonly (readonly string[])[] = [
  ["check", "--connect", "none"],
  ["check", "-n", "team"],
  ["explain", "pod", "x", "-n", "team"],
  ["explain", "graph", "x", "-n", "team"],
  ["adopt", "mx", "-n", "team", "--global", "--dry-run"],
  ["adopt", "mx", "-n", "team", "--remove"],
  ["models", "-n", "team"],
  ["prefetch", "org/a", "-n", "team"],
];

type Answer = RequestListener;

const answer =
  (status: number, body: string, headers: object = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);

const refuse = (code: number, message: string): Answer =>
  answer(code, JSON.stringify({ kind: "Status", apiVersion: "v1", status: "Failure", message, code }));

const tls = (listener: Answer, pair: KeyPair = leaf, more: object = {}): Server =>
  createServer({ cert: pair.cert, key: pair.key, ...more }, listener);

const socket = (act: (socket: Socket) => void): Server =>
  createSocketServer((one) => act(one.on("error", () => undefined)));

const page = { "content-type": "text/html" };
const HTML = "<!doctype html><html><head><title>Log in</title></head>\n<body>secret</body></html>";
const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

interface Trouble {
  readonly server: () => Server;
  /** Of the kubeconfig's cluster and user. */
  readonly cluster?: object;
  readonly user?: object;
  /** Overrides the message's start: `error: `. */
  readonly text: RegExp;
}

const AT = "https://127\\.0\\.0\\.1:\\d+";

const TROUBLES: Readonly<Record<string, Trouble>> = {
  "wrong credentials": {
    server: () => tls(refuse(401, "Unauthorized")),
    text: new RegExp(`^the API server ${AT} refuses the credentials of the kubeconfig's user jane: log in again`),
  },
  "an expired token": {
    server: () => tls(refuse(401, "Unauthorized")),
    user: { token: jwt({ exp: Math.floor(now / 1000) - 3600 }) },
    text: /user jane; its token expired on \d{4}-\d\d-\d\d \d\d:\d\d UTC: log in again/,
  },
  "a token that goes on": {
    server: () => tls(refuse(401, "Unauthorized")),
    user: { token: jwt({ exp: Math.floor(now / 1000) + 3600 }) },
    text: /refuses the credentials of the kubeconfig's user jane: log in again/,
  },
  "an expired client certificate": {
    server: () => tls(refuse(401, "Unauthorized"), leaf, { requestCert: true, rejectUnauthorized: false }),
    user: { token: undefined, "client-certificate-data": btoa(old.cert), "client-key-data": btoa(old.key) },
    text: /its client certificate expired on \d{4}-\d\d-\d\d \d\d:\d\d UTC: log in again/,
  },
  "an expired client certificate at a gateway": {
    server: () => tls(answer(200, "{}"), leaf, { requestCert: true, ca: ca.cert }),
    user: { token: undefined, "client-certificate-data": btoa(old.cert), "client-key-data": btoa(old.key) },
    text: /the connection was reset; the kubeconfig's user: its client certificate expired on/,
  },
  "no credentials": {
    server: () => tls(refuse(403, 'pods is forbidden: User "system:anonymous" cannot list resource "pods"')),
    user: { token: undefined },
    text: /^the API server got no credentials: log in, or give the kubeconfig's user a token/,
  },
  "another CA": {
    server: () => tls(answer(200, "{}")),
    cluster: { "certificate-authority-data": btoa(otherCa.cert) },
    text: new RegExp(
      `^no trusted CA signed the certificate of the API server ${AT}.*: correct certificate-authority-data`,
    ),
  },
  "a certificate for another name": {
    server: () => tls(answer(200, "{}"), otherName),
    text: /is for other names \(DNS:kubernetes\.default\.svc\): correct the server .*, or set its tls-server-name/,
  },
  "an expired certificate": {
    server: () => tls(answer(200, "{}"), old),
    text: new RegExp(`^the certificate of the API server ${AT} has expired by this machine's clock: renew it`),
  },
  "plain HTTP": {
    server: () => createPlainServer(answer(200, "{}")),
    text: new RegExp(`^the API server ${AT} does not speak TLS .*: correct the server of the kubeconfig's cluster`),
  },
  "another protocol": {
    server: () => socket((one) => void one.end("SSH-2.0-OpenSSH_9.9\r\n")),
    text: /does not speak TLS/,
  },
  "a port that closes": {
    server: () => socket((one) => void one.destroy()),
    text: new RegExp(`^the API server ${AT} cannot be reached: the connection was reset; check the network`),
  },
  "a port that says nothing": {
    server: () => socket(() => undefined),
    text: new RegExp(`^the API server ${AT} did not answer within 1 s \\(--timeout\\); check the network`),
  },
  "a server that says nothing": {
    server: () => tls(() => undefined),
    text: new RegExp(`^the API server ${AT} did not answer within 1 s \\(--timeout\\)`),
  },
  "a server that stops in the middle": {
    server: () =>
      tls((_, response) => void response.writeHead(200, { "content-type": "application/json" }).write('{"items":[')),
    text: new RegExp(`^the API server ${AT} did not answer within 1 s \\(--timeout\\)`),
  },
  "a login page": {
    server: () => tls(answer(200, HTML, page)),
    text: /^what answers is not a Kubernetes API server: its answer is not JSON; correct the server/,
  },
  "an empty answer": {
    server: () => tls(answer(200, "")),
    text: /^what answers is not a Kubernetes API server: its answer is not JSON/,
  },
  "a list": {
    server: () => tls(answer(200, "[]")),
    text: /^what answers is not a Kubernetes API server: its answer is not a JSON object/,
  },
  "a redirect": {
    server: () => tls(answer(302, "", { location: "https://login.example.com/?secret=1" })),
    text: /^what answers is not a Kubernetes API server: it redirects to https:\/\/login\.example\.com; correct the server/,
  },
  "a web server": {
    server: () => tls(answer(404, HTML, page)),
    text: /^what answers is not a Kubernetes API server: it answers with a web page \(404\)/,
  },
};

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): void {
  if ("closeAllConnections" in server && typeof server.closeAllConnections === "function") server.closeAllConnections();
  server.close();
}

function writeKubeconfig(server: string, { cluster = {}, user = {} }: Pick<Trouble, "cluster" | "user">): string {
  const file = join(folder, `kubeconfig-${new URL(server).port}`);
  const whole = { server, "certificate-authority-data": btoa(ca.cert), ...cluster };
  const config = {
    clusters: [{ name: "c", cluster: whole }],
    users: [{ name: "jane", user: { token: "t0ken", ...user } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "jane" } }],
    "current-context": "x",
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

async function ask(trouble: Omit<Trouble, "text">, command: readonly string[]) {
  const server = trouble.server();
  const kubeconfig = writeKubeconfig(await listen(server), trouble);
  try {
    return await runHere([...command, "--kubeconfig", kubeconfig, "--timeout", "1s"]);
  } finally {
    close(server);
  }
}

describe.each(Object.entries(TROUBLES))("a cluster behind %s", (_, trouble) => {
  test.each(COMMANDS.map((command) => [command.join(" "), command] as const))(
    "%s says what, why and the way out",
    async (_name, command) => {
      const { code, out, err } = await ask(trouble, command);
      expect({ code, out }, err).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/^error: [^\n]+\n$/);
      expect(err.slice("error: ".length)).toMatch(trouble.text);
      expect(err).not.toMatch(/secret|t0ken|c2ln|node:|at \w+ \(|SyntaxError|undefined/);
    },
  );
});

/** The API server answers, and refuses everything. */
const REFUSALS: readonly (readonly [name: string, listener: Answer, text: string])[] = [
  [
    "forbids all",
    refuse(403, 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope'),
    "jane may not list pods in the cluster",
  ],
  [
    "is overloaded",
    answer(429, "Too many requests", { "retry-after": "1" }),
    "the API server says 429: Too many requests; try again later",
  ],
  [
    "is starting",
    answer(503, "no upstream\n<b>x</b>\n", page),
    "the API server says 503: no upstream x; try again later",
  ],
  ["is behind a broken gateway", answer(502, HTML, page), "the API server says 502: Log in; try again later"],
  [
    "has lost its store",
    refuse(500, "etcdserver: request timed out"),
    "the API server says 500: etcdserver: request timed out",
  ],
];

describe.each(REFUSALS)("an API server that %s", (_, listener, text) => {
  const trouble = { server: () => tls(listener) };

  test.each(COMMANDS.slice(2).map((command) => [command.join(" "), command] as const))(
    "is named by %s",
    async (_name, command) => {
      const { code, out, err } = await ask(trouble, command);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(/^error: [^\n]+\n$/);
      expect(err).toContain(text);
      expect(err.includes("ask for the permission, or use another user")).toBe(text.includes("may not"));
    },
  );

  test("leaves check without an answer, which is not a healthy cluster", async () => {
    const { code, out, err } = await ask(trouble, ["check", "--connect", "none"]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain(text);
    expect(out).toMatch(/Nothing could be checked: \d+ questions without an answer\.\n$/);
    const json = await ask(trouble, ["check", "--connect", "none", "-o", "json"]);
    expect(JSON.parse(json.out)).toMatchObject({ isHealthy: false });
  });
});
