import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CLUSTER } from "../admission/harness.ts";
import { run } from "./run.ts";

const MAIN = new URL("../../src/main.ts", import.meta.url).pathname;
const SERVING = ["webhook", "--cluster", CLUSTER, "--host", "127.0.0.1", "--port", "0", "--operations-port", "0"];
const SOON = { timeout: 20_000, interval: 20 };

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

/** The process itself: without the launcher, which would be sent the signals in its place. */
function start(...args: string[]): Running {
  const started = spawn(process.execPath, [MAIN, ...SERVING, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {},
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

describe("a process that is told to end", () => {
  test("by SIGTERM drains, and ends well", async () => {
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
    // An exit code, not the signal: that would not end the first process of a container.
    expect(await webhook.ended).toEqual({ code, signal: null });
  });

  test("while it still waits for a certificate ends well", async () => {
    await writeFile(join(folder, "tls.crt"), "broken");
    const webhook = start("--tls-dir", folder);
    await webhook.logged(`serving certificate in ${folder}: tls.crt: `);
    webhook.signal("SIGTERM");
    expect(await webhook.ended).toEqual({ code: 0, signal: null });
  });
});

describe("a start that cannot succeed", () => {
  test.each([
    ["--tls-dir", "no serving certificate: the directory /absent does not exist"],
    ["--client-ca", "no client CA: the file /absent does not exist"],
    ["--config", "/absent: ENOENT"],
  ])("ends with one sentence: %s /absent", async (flag, sentence) => {
    const { code, out, err } = await run([...SERVING, flag, "/absent"]);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toContain(sentence);
    expect({ code, out }).toEqual({ code: flag === "--config" ? 2 : 1, out: "" });
  });
});
