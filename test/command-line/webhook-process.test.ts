import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Answer, CLUSTER, review } from "../admission/harness.ts";
import { EMPTY_ENVIRONMENT, MAIN } from "../set-up/program-under-test.ts";
import { run } from "./run.ts";

const SERVING = ["webhook", "--cluster", CLUSTER, "--host", "127.0.0.1", "--port", "0", "--operations-port", "0"];
const SOON = { timeout: 60_000, interval: 20 };

let folder: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "webhook-process-"));
});
afterEach(async () => {
  child?.kill("SIGKILL");
  child = undefined;
  await rm(folder, { recursive: true });
});

interface Running {
  signal(name: "SIGTERM" | "SIGINT"): void;
  logged(message: string): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** The process itself, without the launcher, which would otherwise receive the signals. */
function start(...args: string[]): Running {
  const started = spawn(process.execPath, [MAIN, ...SERVING, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: EMPTY_ENVIRONMENT,
  });
  child = started;
  let log = "";
  started.stdout.on("data", (chunk: Buffer) => {
    log += chunk;
  });
  return {
    signal: (name) => void started.kill(name),
    logged: (message) => vi.waitFor(() => expect(log).toContain(message), SOON),
    ended: once(started, "exit").then(([code, signal]) => ({ code, signal })),
  };
}

describe("a process asked to end", () => {
  test("by SIGTERM drains and exits with 0", async () => {
    const webhook = start("--drain", "0");
    await webhook.logged("webhook is listening");
    webhook.signal("SIGTERM");
    await webhook.logged("webhook is draining");
    expect(await webhook.ended).toEqual({ code: 0, signal: null });
  });

  test("by SIGINT ends without a drain", async () => {
    const webhook = start("--drain", "999");
    await webhook.logged("webhook is listening");
    webhook.signal("SIGINT");
    expect(await webhook.ended).toEqual({ code: 0, signal: null });
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("twice, by SIGTERM and then %s, ends at once with %i, in a container too", async (second, code) => {
    const webhook = start("--drain", "999");
    await webhook.logged("webhook is listening");
    webhook.signal("SIGTERM");
    await webhook.logged("webhook is draining");
    webhook.signal(second);
    // Ends by an exit code: a signal would not end the first process of a container.
    expect(await webhook.ended).toEqual({ code, signal: null });
  });

  test("while it waits for a certificate exits with 0", async () => {
    await writeFile(join(folder, "tls.crt"), "broken");
    const webhook = start("--tls-dir", folder);
    await webhook.logged(`serving certificate in ${folder}: tls.crt: `);
    webhook.signal("SIGTERM");
    expect(await webhook.ended).toEqual({ code: 0, signal: null });
  });
});

describe("a process whose log cannot be written", () => {
  test.each<[string, () => number | "pipe"]>([
    ["goes to a full disk", () => openSync("/dev/full", "w")],
    ["has a reader that does not read", () => "pipe"],
  ])("still decides and ends by SIGTERM: it %s", async (_name, open) => {
    const [port, operationsPort] = [await freePort(), await freePort()];
    const ports = ["--port", String(port), "--operations-port", String(operationsPort)];
    const started = spawn(process.execPath, [MAIN, ...SERVING, ...ports, "--drain", "0"], {
      stdio: ["ignore", open(), "inherit"],
      env: EMPTY_ENVIRONMENT,
    });
    child = started;
    const ended = once(started, "exit");
    const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${operationsPort}${path}`)).status;
    await vi.waitFor(async () => expect(await statusOf("/readyz")).toBe(200), SOON);
    const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
    // Each is a line of 1 KB; together they exceed the pipe's capacity and the log's buffer.
    const body = JSON.stringify(review({ namespace: "n".repeat(4000), name: "p".repeat(4000) }));
    for (let i = 0; i < 400; i++) expect(await reasonOf(port, body, agent)).toBe("NoModelExpress");
    agent.destroy();
    expect(await statusOf("/livez")).toBe(200);
    started.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function reasonOf(port: number, body: string, agent: Agent): Promise<string> {
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const call = request({ host: "127.0.0.1", port, path: "/mutate", method: "POST", agent, headers });
  call.end(body);
  const [answer] = await once(call, "response");
  const { response } = JSON.parse(await text(answer)) as { readonly response: Answer };
  return response.auditAnnotations.reason;
}

describe("a start that cannot succeed", () => {
  test.each([
    [
      "--tls-dir",
      "no serving certificate: the directory /absent (--tls-dir) does not exist; name one with tls.crt and tls.key",
    ],
    ["--client-ca", "no client CA: /absent (--client-ca): no such file; name one with certificates in PEM"],
    ["--config", "/absent: no such file (--config)"],
  ])("ends with one sentence: %s /absent", async (flag, sentence) => {
    const { code, out, err } = await run([...SERVING, flag, "/absent"]);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toContain(sentence);
    expect({ code, out }).toEqual({ code: flag === "--config" ? 2 : 1, out: "" });
  });
});
