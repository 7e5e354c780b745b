import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { answer } from "../src/admission/response.ts";
import { isProblem, readReview } from "../src/admission/review.ts";
import { EmbeddedDirectory } from "../src/cluster/embedded-directory.ts";
import { loadConfig } from "../src/configuration/config.ts";
import { toSettings } from "../src/configuration/to-settings.ts";
import { mutatePod } from "../src/injection/mutate-pod.ts";

/**
 * What it would cost to decide in worker threads, which can be terminated at a deadline, instead of in the main thread:
 * time for each review, memory for each thread, and the time that a thread which never ends takes away.
 */
const REVIEWS = 5000;
const IN_FLIGHT = 16;
const THREADS = 2;
const DEADLINE_MS = 100;
const root = new URL("../", import.meta.url);
const body = readFileSync(new URL("examples/admission-review.json", root));

/** Decodes, decides, answers. */
function createDecision(): (review: Uint8Array) => Buffer {
  const directory = new EmbeddedDirectory([new URL("examples/cluster.yaml", root).pathname]);
  const settings = toSettings(loadConfig(undefined, {}), readFileSync(new URL("src/injection/pull.sh", root), "utf8"));
  return (bytes) => {
    const review = readReview(Buffer.from(bytes).toString());
    if (isProblem(review)) throw new Error(review.problem);
    return answer(review.uid, mutatePod({ namespace: review.namespace, object: review.object }, directory, settings));
  };
}

interface Work {
  readonly id: number;
  readonly review: Uint8Array;
  readonly isEndless?: boolean;
}

function serve(): void {
  const decide = createDecision();
  parentPort?.on("message", ({ id, review, isEndless = false }: Work) => {
    while (isEndless);
    const answered = new Uint8Array(decide(review));
    parentPort?.postMessage({ id, answered }, [answered.buffer]);
  });
  parentPort?.postMessage({ id: -1 });
}

async function startThread(): Promise<Worker> {
  const worker = new Worker(new URL(import.meta.url));
  await new Promise((resolve) => worker.once("message", resolve));
  return worker;
}

/** One review after the other in each slot, the slots over the threads in turn. */
async function askThreads(threads: readonly Worker[]): Promise<readonly number[]> {
  const waiting = new Map<number, () => void>();
  for (const thread of threads) thread.on("message", ({ id }: { id: number }) => waiting.get(id)?.());
  const latencies: number[] = [];
  let next = 0;
  const slot = async (index: number): Promise<void> => {
    while (next < REVIEWS) {
      const id = next++;
      const start = performance.now();
      const answered = new Promise<void>((resolve) => waiting.set(id, resolve));
      threads[index % threads.length]?.postMessage({ id, review: new Uint8Array(body) } satisfies Work);
      await answered;
      waiting.delete(id);
      latencies.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, (_, index) => slot(index)));
  return latencies;
}

function askHere(decide: (review: Uint8Array) => Buffer): readonly number[] {
  return Array.from({ length: REVIEWS }, () => {
    const start = performance.now();
    decide(new Uint8Array(body));
    return performance.now() - start;
  });
}

function resident(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

async function report(title: string, work: () => readonly number[] | Promise<readonly number[]>): Promise<void> {
  await work();
  const [start, before] = [performance.now(), process.cpuUsage()];
  const sorted = [...(await work())].sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(before);
  const rate = (REVIEWS / (performance.now() - start)) * 1000;
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2);
  const cpu = ((user + system) / 1000 / REVIEWS).toFixed(3);
  console.log(`${title}: ${rate.toFixed(0)} a second, ${cpu} ms CPU each; p50 ${at(0.5)}, p99 ${at(0.99)} ms`);
}

/** How long the others of a thread wait when one review never ends. */
async function measureStop(): Promise<void> {
  const thread = await startThread();
  thread.postMessage({ id: 0, review: new Uint8Array(body), isEndless: true } satisfies Work);
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, DEADLINE_MS));
  await thread.terminate();
  const stopped = performance.now() - start;
  const other = await startThread();
  const again = performance.now() - start;
  console.log(
    `deadline ${DEADLINE_MS} ms: stopped after ${stopped.toFixed(0)} ms, another serves after ${again.toFixed(0)} ms`,
  );
  await other.terminate();
}

async function main(): Promise<void> {
  console.log(
    `load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(" ")}, Node ${process.version}`,
  );
  const decide = createDecision();
  await report("main thread", () => askHere(decide));
  for (const count of [1, THREADS]) {
    const before = resident();
    const threads = await Promise.all(Array.from({ length: count }, startThread));
    const started = resident() - before;
    await report(`${count} threads`, () => askThreads(threads));
    const each = (resident() - before) / count;
    console.log(
      `  memory: ${(started / count).toFixed(0)} MiB for each thread when started, ${each.toFixed(0)} MiB afterwards`,
    );
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  await measureStop();
}

if (isMainThread) await main();
else serve();
