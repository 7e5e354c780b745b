import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSelfSigned } from "../src/certificates/self-signed.ts";
import { findFreePort } from "../test/real/control-plane/bed/ports.ts";
import { type ApiServer, startApiServer } from "./api-server.ts";
import { NODE_FLAGS } from "./node-flags.ts";
import { residentMemory, sendReviews } from "./reviews.ts";
import { untilReady } from "./until-ready.ts";

/**
 * Measures the cost of a webhook process: time until ready, and resident memory, idle and after reviews, for the
 * sources and for the image's bundle, with each kind of cluster access. Linux only: a pod's files are mounted at
 * their usual path.
 */
const ROUNDS = 5;
const REVIEWS = Number(process.argv[2] ?? 2000);
const IDLE_MS = 1000;

/** A command line with its environment. */
interface Way {
  readonly title: string;
  readonly args: readonly string[];
  readonly wrapper?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Memory in mebibytes. */
interface Footprint {
  readonly milliseconds: number;
  readonly idle: number;
  readonly loaded: number;
}

const root = path.join(import.meta.dirname, "..");
const directory = await mkdtemp(path.join(tmpdir(), "footprint-"));
await writeServingCertificate();
const apiServer = await startApiServer(directory);
const cells = waysToKnowACluster(apiServer).flatMap((way) =>
  ["src/main.ts", "dist/src/main.mjs"].map((program) => ({ way, program, seen: [] as Footprint[] })),
);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { way, program, seen } of cells) seen.push(await measure(way, path.join(root, program)));
}
await apiServer.close();
await rm(directory, { recursive: true });

console.log(`\nThe webhook as a process, median of ${ROUNDS} rounds`);
for (const { way, program, seen } of cells) {
  const [ready, idle, loaded] = (["milliseconds", "idle", "loaded"] as const).map((key) => median(seen, key));
  console.log(
    `  ${way.title}, ${program}: ready after ${ready} ms; ${idle} MiB idle, ${loaded} MiB after ${REVIEWS} reviews`,
  );
}

function waysToKnowACluster({ kubeconfig, port }: ApiServer): readonly Way[] {
  const tls = ["--tls-dir", directory];
  const mount = "mount -t tmpfs none /run && mkdir -p /run/secrets/kubernetes.io";
  const asInAPod = `${mount} && ln -s "$0" /run/secrets/kubernetes.io/serviceaccount && exec "$@"`;
  return [
    { title: "embedded cluster", args: ["--cluster", path.join(root, "examples/cluster.yaml")] },
    {
      title: "a pod's account",
      args: tls,
      wrapper: ["unshare", "--mount", "--map-root-user", "sh", "-c", asInAPod, directory],
      environment: { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: `${port}` },
    },
    { title: "kubeconfig", args: [...tls, "--kubeconfig", kubeconfig] },
  ];
}

async function measure({ args, wrapper = [], environment }: Way, main: string): Promise<Footprint> {
  const [port, operationsPort] = [await findFreePort(), await findFreePort()];
  const listening = ["--host", "127.0.0.1", "--port", `${port}`, "--operations-port", `${operationsPort}`];
  const [program = "", ...rest] = [...wrapper, process.execPath, ...NODE_FLAGS, main, "webhook", ...args, ...listening];
  const start = performance.now();
  const env = { PATH: process.env["PATH"], ...environment };
  const child = spawn(program, rest, { env, stdio: ["ignore", "ignore", "inherit"] });
  const operations = `http://127.0.0.1:${operationsPort}`;
  try {
    await untilReady(`${operations}/readyz`);
    const milliseconds = performance.now() - start;
    await sleep(IDLE_MS);
    const idle = await residentMemory(operations);
    await sendReviews(`https://127.0.0.1:${port}/mutate`, REVIEWS);
    return { milliseconds, idle, loaded: await residentMemory(operations) };
  } finally {
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }
}

async function writeServingCertificate(): Promise<void> {
  const { cert, key } = await createSelfSigned(["127.0.0.1"]);
  await writeFile(path.join(directory, "tls.crt"), cert);
  await writeFile(path.join(directory, "tls.key"), key);
}

function median(seen: readonly Footprint[], key: keyof Footprint): string {
  const values = seen.map((each) => each[key]).sort((a, b) => a - b);
  return (values[Math.floor(values.length / 2)] ?? 0).toFixed(0);
}
