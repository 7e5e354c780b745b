import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { createSelfSigned } from "../src/certificates/self-signed.ts";
import { accepts, findFreePort } from "../test/real/control-plane/bed/ports.ts";
import type { ScriptPlace } from "./instances.ts";
import { NODE_FLAGS } from "./node-flags.ts";
import { buildPeer } from "./peers/build-peer.ts";
import type { PodsOfStream } from "./review-stream.ts";

/** A server to measure. */
export interface Contestant {
  readonly name: string;
  readonly pods: PodsOfStream;
  readonly url: string;
  readonly child: ChildProcess;
}

/** What our patch adds, for the Go webhook. */
export type Addition = object;

/** Servers whose responses have the same size. */
export interface Match {
  readonly place: ScriptPlace;
  readonly patchBytes: number;
  readonly addition: Addition;
}

/** Starts each server in its own process, ours first. Without Go, skips the Go webhook and prints a note. */
export async function startContestants({ place, patchBytes, addition }: Match): Promise<readonly Contestant[]> {
  return [
    await startNode("ours", [place]),
    ...(place === "mounted" ? await startOthers() : []),
    await startNode("Fastify, an answer of the same size", ["floor", String(patchBytes)]),
    ...(await startPeer(addition)),
  ];
}

/** Reviews that have less in common, and the floor without an answer. */
async function startOthers(): Promise<readonly Contestant[]> {
  return [
    { ...(await startNode("ours, each pod with an index of its own", ["mounted"])), pods: "indexed" },
    { ...(await startNode("ours, each pod of a template of its own", ["mounted"])), pods: "distinct" },
    await startNode("Fastify, an answer without a patch", ["floor", "0"]),
  ];
}

async function startNode(name: string, args: readonly string[]): Promise<Contestant> {
  const program = path.join(import.meta.dirname, "server.ts");
  const child = spawn(process.execPath, [...NODE_FLAGS, program, ...args], { stdio: ["ignore", "pipe", "ignore"] });
  endWithThisProcess(child);
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { name, pods: "replicas", url: `${line}/mutate?timeout=10s`, child };
}

async function startPeer(addition: Addition): Promise<readonly Contestant[]> {
  const build = await buildPeer();
  if (!build.isBuilt) {
    console.warn(`SKIPPING the Go webhook: ${build.reason}`);
    return [];
  }
  const directory = await mkdtemp(path.join(tmpdir(), "bench-peer-"));
  const { cert, key } = await createSelfSigned(["127.0.0.1"]);
  const additionFile = path.join(directory, "addition.json");
  await writeFile(path.join(directory, "tls.crt"), cert);
  await writeFile(path.join(directory, "tls.key"), key);
  await writeFile(additionFile, JSON.stringify(addition));
  const port = await findFreePort();
  const child = spawn(build.binary, [directory, additionFile, `${port}`], { stdio: "ignore" });
  endWithThisProcess(child);
  await untilListening(port, child);
  await rm(directory, { recursive: true });
  return [
    { name: "Go, controller-runtime", pods: "replicas", url: `https://127.0.0.1:${port}/mutate?timeout=10s`, child },
  ];
}

/** Also when a later step fails. */
function endWithThisProcess(child: ChildProcess): void {
  process.once("exit", () => child.kill());
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`the Go webhook ended with exit code ${child.exitCode}`);
    await sleep(20);
  }
}
