import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Answer, CLUSTER, review } from "../admission/harness.ts";
import { EMPTY_ENVIRONMENT, MAIN } from "../set-up/program-under-test.ts";

const SOON = { timeout: 60_000, interval: 50 };
/** In blocks of 512 bytes, as POSIX has it: a few dozen lines. */
const BLOCKS = 32;
const REVIEWS = 200;

let folder: string;
let child: ChildProcess;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "full-disk-"));
});

afterEach(async () => {
  child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

/** The kernel refuses each write beyond the limit, after it took a part of the last one: as on a disk that fills up. */
function startWithLimit(log: string): ChildProcess {
  const listening = ["--host", "127.0.0.1", "--port", "0", "--operations-port", "0"];
  const args = [process.execPath, MAIN, "webhook", "--cluster", CLUSTER, ...listening];
  const shell = ["-c", `ulimit -f ${BLOCKS}; log=$1; shift; exec "$@" > "$log"`, "sh", log, ...args];
  return spawn("sh", shell, { stdio: ["ignore", "ignore", "inherit"], env: EMPTY_ENVIRONMENT });
}

async function readUrl(log: string): Promise<URL> {
  const [line = ""] = (await readFile(log, "utf8")).split("\n");
  return new URL((JSON.parse(line) as { readonly url: string }).url);
}

async function ask(url: URL, agent: Agent): Promise<string> {
  const headers = { "content-type": "application/json" };
  const [response] = await once(
    request(url, { method: "POST", agent, headers }).end(JSON.stringify(review())),
    "response",
  );
  return (JSON.parse(await text(response)) as { readonly response: Answer }).response.auditAnnotations.reason;
}

test("a log that fills its disk does not stop answers, and the process ends when it is asked to", {
  timeout: 120_000,
}, async () => {
  const log = path.join(folder, "log");
  child = startWithLimit(log);
  const url = await vi.waitFor(() => readUrl(log), SOON);
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
  const reasons = new Set<string>();
  for (let count = 0; count < REVIEWS; count++) reasons.add(await ask(url, agent));
  agent.destroy();
  expect([...reasons]).toEqual(["SharedPull"]);
  const { size } = await stat(log);
  expect(size).toBeLessThanOrEqual(BLOCKS * 1024);
  const lines = (await readFile(log, "utf8")).split("\n");
  expect(lines.length).toBeLessThan(REVIEWS);
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number | null];
  expect(code).toBe(0);
});
