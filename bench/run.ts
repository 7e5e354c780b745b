import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import autocannon from "autocannon";
import { loadConfig, settingsOf } from "../src/config.ts";
import { mutatePod } from "../src/injection/mutate-pod.ts";
import type { Directory } from "../src/model-express/directory.ts";
import { readPullScript } from "../src/pull-script.ts";
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

/** Whole requests over TLS with kept connections, the webhook and the floor in turn. */
async function measureServers(): Promise<void> {
  const servers = { webhook: await start("webhook"), floor: await start("floor") };
  const rates = { webhook: [] as number[], floor: [] as number[] };
  for (const name of ["webhook", "floor"] as const) await load(servers[name].url);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of ["webhook", "floor"] as const) rates[name].push(await load(servers[name].url));
  }
  for (const { child } of Object.values(servers)) child.kill();
  const [webhook, floor] = [median(rates.webhook), median(rates.floor)];
  print(`\nRequests over TLS, ${CONNECTIONS} connections, median of ${ROUNDS} rounds of ${SECONDS} s`);
  print(`  Fastify that parses and answers: ${floor.toFixed(0)} a second`);
  print(
    `  webhook:                         ${webhook.toFixed(0)} a second, ${(webhook / floor).toFixed(2)} of the floor`,
  );
}

async function start(name: string): Promise<{ url: string; child: ChildProcess }> {
  const program = new URL("server.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, name], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { url: `${line}/mutate?timeout=10s`, child };
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
