import { chmod, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Bed, makeBed, type Pod } from "./bed.ts";
import { modelFolder, refFile, servingEnv, snapshotFolder } from "./cache-layout.ts";
import { fetchWithDynamo, loadWithHuggingFace } from "./consumer.ts";
import type { RunningContainer } from "./container.ts";
import { findModelExpress, findPython } from "./install.ts";
import { singleFileModel } from "./model-files.ts";
import { CAN_MOUNT } from "./privileges.ts";

const MEBIBYTE = 2 ** 20;
const python = findPython();

// Small chunks make the stream last for seconds, so that it can be interrupted.
const SLOWLY = { MODEL_EXPRESS_TRANSFER_CHUNK_SIZE: "256" };

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull in mode stream", () => {
  test("brings the files into the pod's own volume, with the ref that offline look-ups read", async () => {
    const { bed, pod, directory, commit } = await streamed();
    expect(await readFile(refFile(directory, "org/a"), "utf8")).toBe(commit);
    const again = await bed.pull(pod);
    expect(again.exitCode).toBe(0);
    expect(again.log).not.toContain("streaming");
  });

  test("pulls a revision", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("main", 1000));
    const dev = bed.hub.publish("org/a", singleFileModel("dev", 1000), ["dev"]);
    const directory = await bed.newVolume();
    const { exitCode, log } = await bed.pull({ models: ["org/a@dev"], mode: "stream", volume: { directory } });
    expect(exitCode, log).toBe(0);
    expect(await readFile(refFile(directory, "org/a", "dev"), "utf8")).toBe(dev);
  });

  test.skipIf(!python.isHere)("lets the real consumers find the model offline", async () => {
    const { directory, commit } = await streamed();
    const question = { python: python.isHere ? python.python : "", env: servingEnv(directory), model: "org/a" };
    expect((await loadWithHuggingFace(question)).output).toContain(`LOADED ${commit} 1 a`);
    expect((await fetchWithDynamo(question)).output).toContain(`FOUND ${snapshotFolder(directory, "org/a", commit)}`);
  });

  test("lets a container with another user read and change the cache", async () => {
    const { directory, commit } = await streamed();
    const folder = snapshotFolder(directory, "org/a", commit);
    expect((await stat(join(folder, "model.safetensors"))).mode & 0o666).toBe(0o666);
    expect((await stat(folder)).mode & 0o777).toBe(0o777);
    expect((await stat(join(modelFolder(directory, "org/a"), "refs"))).mode & 0o777).toBe(0o777);
  });

  test("streams a model once when two pods share the volume", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 8 * MEBIBYTE));
    const pod: Pod = { models: ["org/a"], mode: "stream", volume: { directory: await bed.newVolume() }, env: SLOWLY };
    const first = bed.start(pod);
    await first.logged(/streaming/);
    const pods = await Promise.all([first.ended, bed.pull(pod)]);
    const log = pods.map((outcome) => outcome.log).join("");
    expect(
      pods.map(({ exitCode }) => exitCode),
      log,
    ).toEqual([0, 0]);
    expect(log.match(/: streaming/g)).toHaveLength(1);
    expect(log).toContain("another pod streams it to this volume; waiting");
  });

  test.each(["pod", "server"] as const)("never trusts the truncated file that a killed %s leaves", async (victim) => {
    const bed = await makeBed();
    const files = singleFileModel("a", 4 * MEBIBYTE);
    const commit = bed.hub.publish("org/a", files);
    const directory = await bed.newVolume();
    const pod: Pod = { models: ["org/a"], mode: "stream", volume: { directory }, timeout: 5 };
    const weights = join(snapshotFolder(directory, "org/a", commit), "model.safetensors");
    await interrupt(bed, bed.start({ ...pod, env: SLOWLY }), { weights, victim });
    expect((await stat(weights)).size).toBeLessThan(4 * MEBIBYTE);
    await bed.server.kill();
    expect((await bed.pull(pod)).exitCode).toBe(4);
    await bed.server.start();
    expect((await bed.pull(pod)).exitCode).toBe(0);
    expect((await readFile(weights)).equals(files["model.safetensors"] ?? Buffer.alloc(0))).toBe(true);
  });

  test("starts with a warning when the server is away and the volume still has all", async () => {
    const { bed, pod } = await streamed();
    await bed.server.kill();
    const { exitCode, log } = await bed.pull(pod);
    expect(exitCode, log).toBe(0);
    expect(log).toContain("WARNING: org/a: using the complete snapshot");
  });

  test("starts from whole files that another program brought while the server is away", async () => {
    const { bed, pod, directory } = await streamed();
    await rm(join(modelFolder(directory, "org/a"), ".model-express"), { recursive: true });
    await bed.server.kill();
    const { exitCode, log } = await bed.pull({ ...pod, timeout: 15 });
    expect(exitCode, log).toBe(0);
    expect(log).toContain("WARNING: org/a: using the complete snapshot");
  });

  test("does not trust files without a mark where a stream was cut off", async () => {
    const { bed, pod, directory, commit } = await streamed();
    const marks = join(modelFolder(directory, "org/a"), ".model-express");
    await rename(join(marks, commit), join(marks, "partial"));
    await bed.server.kill();
    expect((await bed.pull({ ...pod, timeout: 5 })).exitCode).toBe(4);
  });

  test("does not stream over a cache that another program filled", async () => {
    const { bed, pod, directory, commit } = await streamed();
    await rm(join(modelFolder(directory, "org/a"), ".model-express"), { recursive: true });
    const file = join(snapshotFolder(directory, "org/a", commit), "model.safetensors");
    const before = await stat(file);
    const { exitCode, log } = await bed.pull(pod);
    expect(exitCode, log).toBe(0);
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  });

  test.skipIf(!CAN_MOUNT)("says that the volume is full", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 40 * MEBIBYTE));
    const volume = { directory: await bed.newVolume(), mebibytes: 24 };
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], mode: "stream", volume });
    expect(exitCode, terminationMessage).toBe(6);
    expect(terminationMessage).toMatch(/org\/a: cannot write: .*No space left on device.*Make room/);
  });

  test.skipIf(!CAN_MOUNT)("says that it may not write to the volume", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    const directory = await bed.newVolume();
    await chmod(directory, 0o777);
    await bed.pull({ models: ["org/a"], mode: "stream", volume: { directory } });
    await chmod(modelFolder(directory, "org/a"), 0o555);
    await rm(join(modelFolder(directory, "org/a"), "snapshots"), { recursive: true });
    const pod: Pod = { models: ["org/a"], mode: "stream", volume: { directory }, uid: 12_345 };
    const { exitCode, terminationMessage } = await bed.pull(pod);
    expect(exitCode, terminationMessage).toBe(6);
    expect(terminationMessage).toMatch(/cannot write: .*Permission denied.*let uid 12345 and the server write there/);
  });
});

interface Streamed {
  readonly bed: Bed;
  readonly pod: Pod;
  readonly directory: string;
  readonly commit: string;
}

async function streamed(): Promise<Streamed> {
  const bed = await makeBed();
  const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
  const directory = await bed.newVolume();
  const pod: Pod = { models: ["org/a"], mode: "stream", volume: { directory } };
  const { exitCode, log } = await bed.pull(pod);
  expect(exitCode, log).toBe(0);
  return { bed, pod, directory, commit };
}

interface Interruption {
  readonly weights: string;
  readonly victim: "pod" | "server";
}

async function interrupt(bed: Bed, running: RunningContainer, { weights, victim }: Interruption): Promise<void> {
  while (!(await hasBytes(weights))) await sleep(5);
  if (victim === "server") {
    await bed.server.kill();
    await running.logged(/attempt 1 failed/);
  }
  running.signal("SIGTERM");
  await running.ended;
}

async function hasBytes(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size > 0;
  } catch {
    return false;
  }
}
