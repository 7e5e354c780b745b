import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import autocannon from "autocannon";
import { loadConfig, settingsOf } from "../src/configuration/config.ts";
import { readPullScript } from "../src/configuration/pull-script.ts";
import { mutatePod } from "../src/injection/mutate-pod.ts";
import type { Directory } from "../src/model-express/directory.ts";
import { directoryOf } from "./instances.ts";
import { reviewOf, typicalWorker } from "./typical-worker.ts";

const ROUNDS = 5;
const SECONDS = 3;
const CONNECTIONS = 8;

const pod = typicalWorker();
const body = reviewOf(pod);
print(
  `One worker pod of ${(JSON.stringify(pod).length / 1024).toFixed(1)} KB, review of ${(body.length / 1024).toFixed(1)} KB`,
);
measureCore();
await measureServers();

/** Decide, plan and patch alone; with few and with many instances in turn, so that both see the same machine. */
function measureCore(): void {
  const [few, many] = [directoryOf(10), directoryOf(10_000)];
  const times = { few: [] as number[], many: [] as number[] };
  for (let round = 0; round < 2 * ROUNDS; round += 1) {
    times.few.push(microsecondsOfOne(few));
    times.many.push(microsecondsOfOne(many));
  }
  print(`\nDecide, plan and patch, median of ${2 * ROUNDS} rounds`);
  print(`  with 10 instances:     ${median(times.few).toFixed(1)} µs a pod`);
  print(`  with 10,000 instances: ${median(times.many).toFixed(1)} µs a pod`);
}

function microsecondsOfOne(directory: Directory): number {
  const settings = settingsOf(loadConfig(undefined, {}), readPullScript());
  const request = { namespace: "inference", object: pod };
  const count = 5000;
  const start = performance.now();
  for (let i = 0; i < count; i += 1) mutatePod(request, directory, settings);
  return ((performance.now() - start) * 1000) / count;
}

/** Whole requests over TLS with kept connections, the webhook and its floors in turn. */
async function measureServers(): Promise<void> {
  const settings = settingsOf(loadConfig(undefined, {}), readPullScript());
  const { operations } = mutatePod({ namespace: "inference", object: pod }, directoryOf(10), settings);
  const patchBytes = JSON.stringify(operations).length;
  const servers = [
    await start("Fastify that parses and answers with as large a patch", ["floor", String(patchBytes)]),
    await start("Fastify that parses and answers without a patch", ["floor", "0"]),
    await start("webhook", ["webhook"]),
  ];
  for (const { url } of servers) await load(url);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { url, rates } of servers) rates.push(await load(url));
  }
  for (const { child } of servers) child.kill();
  print(
    `\nRequests over TLS, ${CONNECTIONS} connections, median of ${ROUNDS} rounds of ${SECONDS} s; a patch of ${patchBytes} bytes`,
  );
  const webhook = median(servers.at(-1)?.rates ?? []);
  for (const { title, rates } of servers) {
    const rate = median(rates);
    print(`  ${title}: ${rate.toFixed(0)} a second; the webhook makes ${(webhook / rate).toFixed(2)} of it`);
  }
}

interface Server {
  readonly title: string;
  readonly url: string;
  readonly child: ChildProcess;
  readonly rates: number[];
}

async function start(title: string, args: readonly string[]): Promise<Server> {
  const program = new URL("server.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { title, url: `${line}/mutate?timeout=10s`, child, rates: [] };
}

async function load(url: string): Promise<number> {
  const headers = { "content-type": "application/json" };
  const tlsOptions = { rejectUnauthorized: false };
  const result = await autocannon({
    url,
    method: "POST",
    headers,
    body,
    connections: CONNECTIONS,
    duration: SECONDS,
    tlsOptions,
  });
  if (result.non2xx + result.errors > 0) throw new Error(`${url}: ${result.non2xx + result.errors} failed`);
  return result["2xx"] / SECONDS;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
