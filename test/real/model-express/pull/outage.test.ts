import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Bed, makeBed } from "./bed.ts";
import { refFile, snapshotFolder } from "./cache-layout.ts";
import { findModelExpress } from "./install.ts";
import { shardedModel, singleFileModel } from "./model-files.ts";

const MEBIBYTE = 2 ** 20;

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull during an outage", () => {
  test("waits for a server that is not there yet", async () => {
    const bed = await makeBed({ isServerUp: false });
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    const pod = bed.start({ models: ["org/a"] });
    await pod.logged(/attempt 2 failed.*Connection refused/);
    await bed.server.start();
    const { exitCode, log } = await pod.ended;
    expect(exitCode, log).toBe(0);
  });

  test("names the server when it stays absent until the deadline", async () => {
    const bed = await makeBed({ isServerUp: false });
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], timeout: 4 });
    expect(exitCode).toBe(4);
    expect(terminationMessage).toMatch(/FAILED: org\/a: .*Connection refused.*Not complete at the deadline \(4 s\)/);
    expect(terminationMessage).toContain(`see that ${bed.server.url} runs`);
  });

  test("goes on when the server is killed in the middle and comes back", async () => {
    const bed = await makeBed();
    const files = singleFileModel("a", 8 * MEBIBYTE);
    const commit = bed.hub.publish("org/a", files);
    bed.hub.misbehave(/safetensors/, { kind: "slow", bytesPerSecond: MEBIBYTE });
    const pod = bed.start({ models: ["org/a"] });
    await downloadBegan(bed, "org/a/model.safetensors");
    await bed.server.kill();
    await pod.logged(/attempt 1 failed/);
    bed.hub.behave();
    await bed.server.start();
    const { exitCode, log } = await pod.ended;
    expect(exitCode, log).toBe(0);
    const weights = await readFile(`${snapshotFolder(bed.volume, "org/a", commit)}/model.safetensors`);
    expect(weights.equals(files["model.safetensors"] ?? Buffer.alloc(0))).toBe(true);
  });

  test.each([429, 500, 503])("starts with a warning when the hub answers %i and the model is here", async (status) => {
    const bed = await makeBed();
    const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
    await bed.pull({ models: ["org/a"] });
    bed.hub.misbehave(/./, { kind: "status", status });
    const { exitCode, log } = await bed.pull({ models: ["org/a"] });
    expect(exitCode, log).toBe(0);
    expect(log).toMatch(new RegExp(`WARNING: org/a: using the complete snapshot ${commit}.*\\(${status} `));
  });

  test("starts with a warning when the server is away and the model is here", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    await bed.pull({ models: ["org/a"] });
    await bed.server.kill();
    const { exitCode, log } = await bed.pull({ models: ["org/a"] });
    expect(exitCode, log).toBe(0);
    expect(log).toContain("WARNING: org/a: using the complete snapshot");
  });

  test("does not start with another revision than the one asked for", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    await bed.pull({ models: ["org/a"] });
    await bed.server.kill();
    const { exitCode } = await bed.pull({ models: ["org/a@dev"], timeout: 5 });
    expect(exitCode).toBe(4);
  });

  test("starts at the deadline when the hub hangs on a newer revision", async () => {
    const bed = await makeBed();
    const old = bed.hub.publish("org/a", singleFileModel("old", 1000));
    await bed.pull({ models: ["org/a"] });
    bed.hub.publish("org/a", singleFileModel("new", 1000));
    bed.hub.misbehave(/safetensors/, { kind: "hang" });
    const { exitCode, log } = await bed.pull({ models: ["org/a"], timeout: 4 });
    expect(exitCode, log).toBe(0);
    expect(log).toContain(`WARNING: org/a: using the complete snapshot ${old}`);
    expect(await readFile(refFile(bed.volume, "org/a"), "utf8")).toBe(old);
  });

  test.each([
    ["answers 503", { kind: "status", status: 503 }],
    ["hangs", { kind: "hang" }],
  ] as const)("fails at the deadline when the hub %s and the model is not here", async (_, trouble) => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    bed.hub.misbehave(/./, trouble);
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], timeout: 5 });
    expect(exitCode).toBe(4);
    expect(terminationMessage).toMatch(/FAILED: org\/a: .*Not complete at the deadline/);
  });

  test.each(["config.json", "model-00001-of-00003", "model-00003-of-00003", "index.json", "tokenizer_config.json"])(
    "does not trust what is left of a download that stopped at %s",
    async (name) => {
      const bed = await makeBed();
      bed.hub.publish("org/a", shardedModel("a", 3, 1000));
      bed.hub.misbehave(new RegExp(`resolve/.*${name}`), { kind: "hang" });
      const first = bed.start({ models: ["org/a"] });
      while (bed.hub.hanging() === 0) await sleep(20);
      await bed.server.kill();
      first.signal("SIGTERM");
      await first.ended;
      const { exitCode, log } = await bed.pull({ models: ["org/a"], timeout: 5 });
      expect(exitCode, log).toBe(4);
    },
  );

  test.each([
    ["the connection is cut", { kind: "cut", afterBytes: 1000 }],
    ["the length is wrong", { kind: "wrong length", byBytes: 10 }],
    ["there are too many requests", { kind: "status", status: 429 }],
    ["the hub has an error", { kind: "status", status: 500 }],
  ] as const)("gets the true content after a while in which %s", async (_, trouble) => {
    const bed = await makeBed();
    const files = singleFileModel("a", 100_000);
    const commit = bed.hub.publish("org/a", files);
    bed.hub.misbehave(/safetensors/, trouble);
    const pod = bed.start({ models: ["org/a"] });
    await pod.logged(/attempt 1 failed/);
    bed.hub.behave();
    const { exitCode, log } = await pod.ended;
    expect(exitCode, log).toBe(0);
    const weights = await readFile(`${snapshotFolder(bed.volume, "org/a", commit)}/model.safetensors`);
    expect(weights.equals(files["model.safetensors"] ?? Buffer.alloc(0))).toBe(true);
  });
});

async function downloadBegan(bed: Bed, file: string): Promise<void> {
  while (!bed.hub.downloads()[file]) await sleep(20);
}
