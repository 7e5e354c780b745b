import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "./client.ts";
import { startControlPlane } from "./control-plane.ts";
import { findControlPlane } from "./source.ts";

const generous = { timeout: 120_000, interval: 100 };
const source = await findControlPlane();
const isOurs = source.kind === "binary" || source.kind === "folder";

describe.runIf(isOurs)("the programs of a control plane", { timeout: 240_000 }, () => {
  let temporaryDirectory: string;

  beforeEach(async () => {
    temporaryDirectory = await mkdtemp(path.join(tmpdir(), "lifetime-"));
    vi.stubEnv("TMPDIR", temporaryDirectory);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(temporaryDirectory, { recursive: true });
  });

  it("end with stop(), and leave no file", async () => {
    const controlPlane = await startControlPlane();
    const pids = Object.values(controlPlane.pids);
    expect(pids.filter(isAlive)).toEqual(pids);

    await controlPlane.stop();

    expect(pids.filter(isAlive)).toEqual([]);
    expect(await readdir(temporaryDirectory)).toEqual([]);
  });

  it("leave only their logs on request", async () => {
    const controlPlane = await startControlPlane({ keepsLogs: true });
    const logDirectory = controlPlane.logDirectory ?? "";

    await controlPlane.stop();

    expect(await readdir(path.dirname(logDirectory))).toEqual([path.basename(logDirectory)]);
    expect(await readdir(logDirectory)).toContain("kube-apiserver.log");
  });

  it("are named, with the end of their log, when they fail to start", async () => {
    const start = startControlPlane({ apiServerFlags: ["--no-such-flag"] });

    await expect(start).rejects.toThrow(/^kube-apiserver ended with code 1\n.*unknown flag: --no-such-flag/s);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("end with a process that ends by %s, and leave no file", async (signal) => {
    const pids = await startElsewhereAndEndBy(signal);

    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), generous);
    expect(await readdir(temporaryDirectory)).toEqual([]);
  });

  it.runIf(source.kind === "binary")("end with a process that cannot clean up", async () => {
    const pids = await startElsewhereAndEndBy("SIGKILL");

    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), generous);
  });

  it.runIf(source.kind === "binary")("can come from a folder without a controller manager", async () => {
    const binary = source.kind === "binary" ? source.binary : "";
    for (const name of ["etcd", "kube-apiserver"]) {
      await writeFile(path.join(temporaryDirectory, name), `#!/bin/sh\nexec ${binary} ${name} "$@"\n`, { mode: 0o755 });
    }
    vi.stubEnv("KUBEBUILDER_ASSETS", temporaryDirectory);

    const controlPlane = await startControlPlane();
    const client = connect(controlPlane);
    const pod = await client.create("/api/v1/namespaces/default/pods", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "no-service-account" },
      spec: { containers: [{ name: "main", image: "registry.example.com/main" }] },
    });
    client.close();
    await controlPlane.stop();

    expect(pod.metadata.uid).toBeDefined();
    expect(Object.keys(controlPlane.pids)).not.toContain("kube-controller-manager");
  });
});

async function startElsewhereAndEndBy(signal: NodeJS.Signals): Promise<number[]> {
  const script = path.join(import.meta.dirname, "run.ts");
  const starter = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const pids = await readPids(starter.stdout);
  expect(pids.filter(isAlive)).toEqual(pids);

  starter.kill(signal);
  await once(starter, "exit");
  return pids;
}

async function readPids(output: Readable): Promise<number[]> {
  const pids: number[] = [];
  for await (const line of createInterface(output)) {
    pids.push(...[...line.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid)));
    if (line.includes("Ctrl-C")) {
      break;
    }
  }
  return pids;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
