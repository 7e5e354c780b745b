import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findFreePort } from "../test/real/control-plane/bed/ports.ts";
import { HOSTILE_REVIEWS } from "./hostile-reviews.ts";
import { NODE_FLAGS, resources } from "./node-flags.ts";
import { postReview, sendReviews } from "./reviews.ts";
import { untilReady } from "./until-ready.ts";

/**
 * Compares the memory of the bundled webhook with its bounds: 64 MiB more for one hostile review than after ordinary
 * ones, the chart's memory request after 20,000 reviews, and its limit in the worst moment. Ends with 1 if one is
 * exceeded. Linux only. `npm run bundle && node bench/memory.ts`
 */
const MOST_OF_ONE_MIB = 64;
const FEW = 300;
const MANY = 20_000;
const TOGETHER = 20;

const root = path.join(import.meta.dirname, "..");

interface Measured {
  readonly what: string;
  readonly mebibytes: number;
  readonly most: number;
}

interface Webhook {
  readonly url: string;
  readonly child: ChildProcess;
}

async function startWebhook(): Promise<Webhook> {
  const [port, operationsPort] = [await findFreePort(), await findFreePort()];
  const listening = ["--host", "127.0.0.1", "--port", `${port}`, "--operations-port", `${operationsPort}`];
  const main = path.join(root, "dist/src/main.mjs");
  const args = [...NODE_FLAGS, main, "webhook", "--cluster", "examples/cluster.yaml", ...listening];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  await untilReady(`http://127.0.0.1:${operationsPort}/readyz`);
  const url = `https://127.0.0.1:${port}/mutate`;
  await sendReviews(url, FEW);
  return { url, child };
}

/** The resident memory of a process in mebibytes, at present or at most. */
function readMemory({ child }: Webhook, field: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) / 1024;
}

/** Has Linux forget the peak of a process (`proc_pid_clear_refs(5)`). */
function resetPeak({ child }: Webhook): void {
  writeFileSync(`/proc/${child.pid}/clear_refs`, "5");
}

async function withWebhook<T>(measure: (webhook: Webhook) => Promise<T>): Promise<T> {
  const webhook = await startWebhook();
  try {
    return await measure(webhook);
  } finally {
    const exit = once(webhook.child, "exit");
    webhook.child.kill("SIGKILL");
    await exit;
  }
}

/** Of a process of its own, so that nothing of an earlier review counts. */
function measureOne(title: string, body: string): Promise<Measured> {
  return withWebhook(async (webhook) => {
    const before = readMemory(webhook, "VmRSS");
    resetPeak(webhook);
    const reason = await postReview(webhook.url, body);
    return {
      what: `${title} (\`${reason}\`)`,
      mebibytes: readMemory(webhook, "VmHWM") - before,
      most: MOST_OF_ONE_MIB,
    };
  });
}

function measureAll(): Promise<readonly Measured[]> {
  return withWebhook(async (webhook) => {
    await sendReviews(webhook.url, MANY);
    const usual = readMemory(webhook, "VmRSS");
    for (const body of Object.values(HOSTILE_REVIEWS)) {
      // More bodies than fit into memory are dropped.
      await Promise.allSettled(Array.from({ length: TOGETHER }, () => postReview(webhook.url, body)));
    }
    const peak = readMemory(webhook, "VmHWM");
    return [
      { what: `resident after ${MANY} reviews`, mebibytes: usual, most: readMebibytes(resources.requests.memory) },
      { what: `peak with ${TOGETHER} of each at once`, mebibytes: peak, most: readMebibytes(resources.limits.memory) },
    ];
  });
}

function readMebibytes(quantity: string): number {
  return Number(/^(\d+)Mi$/.exec(quantity)?.[1]);
}

const measured: Measured[] = [];
for (const [title, body] of Object.entries(HOSTILE_REVIEWS)) measured.push(await measureOne(title, body));
measured.push(...(await measureAll()));
console.log("| review | MiB | at most | |\n|---|---|---|---|");
for (const { what, mebibytes, most } of measured) {
  console.log(`| ${what} | ${mebibytes.toFixed(0)} | ${most} | ${mebibytes <= most ? "passed" : "FAILED"} |`);
}
process.exitCode = measured.every(({ mebibytes, most }) => mebibytes <= most) ? 0 : 1;
