import { cp, mkdir, readFile, readlink, rm, truncate, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Bed, makeBed } from "./bed.ts";
import { modelFolder, refFile, snapshotFolder } from "./cache-layout.ts";
import { findModelExpress } from "./install.ts";
import { shardedModel, shardName, singleFileModel } from "./model-files.ts";
import { CAN_MOUNT } from "./privileges.ts";

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull into a cache", () => {
  test("says what to do when the server keeps its cache on another disk", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    const elsewhere = { directory: await bed.newVolume() };
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], volume: elsewhere, timeout: 5 });
    expect(exitCode).toBe(5);
    expect(terminationMessage).toMatch(/the server has it, but .* lacks everything: there is no such folder/);
    expect(terminationMessage).toContain("Give both the same claim and sub-path, or set mode: stream");
  });

  test.each([
    ["the weights", shardName(2, 3)],
    ["the last shard and the index", shardName(3, 3), "model.safetensors.index.json"],
  ])("is not misled by an old half snapshot without %s on another disk", async (_, ...missing) => {
    const { bed, commit } = await pulled(shardedModel("a", 3, 1000));
    const directory = await bed.newVolume();
    await cp(bed.volume, directory, { recursive: true, verbatimSymlinks: true });
    await rm(join(modelFolder(directory, "org/a"), ".model-express"), { recursive: true });
    for (const name of missing) await unlink(join(snapshotFolder(directory, "org/a", commit), name));
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], volume: { directory }, timeout: 5 });
    expect(exitCode).toBe(5);
    expect(terminationMessage).toContain(`lacks ${missing[0]}`);
  });

  test("is not misled by a link whose content is gone", async () => {
    const { bed, commit } = await pulled(singleFileModel("a", 1000));
    const directory = await bed.newVolume();
    await cp(bed.volume, directory, { recursive: true, verbatimSymlinks: true });
    await unlink(await target(join(snapshotFolder(directory, "org/a", commit), "tokenizer.json")));
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"], volume: { directory }, timeout: 5 });
    expect(exitCode).toBe(5);
    expect(terminationMessage).toContain("lacks tokenizer.json");
  });

  test("accepts a repository that is a tokenizer only", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/tokenizer", {
      "tokenizer.json": Buffer.from("{}"),
      "tokenizer_config.json": Buffer.from("{}"),
    });
    const { exitCode, log } = await bed.pull({ models: ["org/tokenizer"], timeout: 10 });
    expect(exitCode, log).toBe(0);
  });

  test.each([
    ["is missing", undefined],
    ["names an older snapshot", "1111111111111111111111111111111111111111"],
    ["ends with a newline", "newline"],
  ])("repairs a ref that %s", async (_, content) => {
    const { bed, commit } = await pulled(singleFileModel("a", 1000));
    const ref = refFile(bed.volume, "org/a");
    if (content) await writeFile(ref, content === "newline" ? `${commit}\n` : content);
    else await rm(ref);
    expect((await bed.pull({ models: ["org/a"] })).exitCode).toBe(0);
    expect(await readFile(ref, "utf8")).toBe(commit);
  });

  test("moves the ref to a newer revision and keeps the older snapshot", async () => {
    const { bed, commit } = await pulled(singleFileModel("old", 1000));
    const newer = bed.hub.publish("org/a", singleFileModel("new", 1000));
    expect((await bed.pull({ models: ["org/a"] })).exitCode).toBe(0);
    expect(await readFile(refFile(bed.volume, "org/a"), "utf8")).toBe(newer);
    expect((await bed.pull({ models: [`org/a@${commit}`] })).log).toContain(`ready at ${commit}`);
  });

  test("does not trust a ref to nothing while the server is away", async () => {
    const { bed } = await pulled(singleFileModel("a", 1000));
    await writeFile(refFile(bed.volume, "org/a"), "1".repeat(40));
    await bed.server.kill();
    expect((await bed.pull({ models: ["org/a"], timeout: 5 })).exitCode).toBe(4);
  });

  test("does not trust a truncated file while the server is away, whatever the mark says", async () => {
    const { bed, commit } = await pulled(singleFileModel("a", 1000));
    await truncate(await target(join(snapshotFolder(bed.volume, "org/a", commit), "model.safetensors")), 500);
    await rm(join(snapshotFolder(bed.volume, "org/a", commit), "tokenizer_config.json"));
    await bed.server.kill();
    expect((await bed.pull({ models: ["org/a"], timeout: 5 })).exitCode).toBe(4);
  });

  test("trusts what another program downloaded whole, by the index of the weights, while the server is away", async () => {
    const { bed, commit } = await pulled(shardedModel("a", 2, 1000));
    await rm(join(modelFolder(bed.volume, "org/a"), ".model-express"), { recursive: true });
    await bed.server.kill();
    const { exitCode, log } = await bed.pull({ models: ["org/a"], timeout: 20 });
    expect(exitCode, log).toBe(0);
    expect(log).toContain(`WARNING: org/a: using the complete snapshot ${commit}`);
  });

  test.skipIf(!CAN_MOUNT)("needs no write access to a claim that is mounted read-only", async () => {
    const { bed } = await pulled(singleFileModel("a", 1000));
    const volume = { directory: bed.volume, isReadOnly: true };
    const { exitCode, log } = await bed.pull({ models: ["org/a"], volume });
    expect(exitCode, log).toBe(0);
    expect(log).not.toContain("WARNING");
  });

  test.skipIf(!CAN_MOUNT)("warns when a read-only mount keeps it from writing the ref", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    const volume = { directory: bed.volume, isReadOnly: true };
    const { exitCode, log } = await bed.pull({ models: ["org/a"], volume });
    expect(exitCode, log).toBe(0);
    expect(log).toMatch(/WARNING: org\/a: uid 0 cannot write .*refs\/main/);
  });

  test.skipIf(!CAN_MOUNT)("says who may not write when the cache directory cannot be made", async () => {
    const bed = await makeBed();
    const directory = await bed.newVolume();
    const pod = { models: ["org/a"], volume: { directory }, uid: 12_345 };
    const { exitCode, terminationMessage } = await bed.pull(pod);
    expect(exitCode).toBe(6);
    expect(terminationMessage).toMatch(/FAILED: uid 12345 cannot create the cache: .*Permission denied/);
  });

  test("makes the cache directory when it does not exist yet", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 1000));
    const directory = join(await bed.newVolume(), "deep", "er");
    await mkdir(join(directory, ".."));
    const { exitCode, log } = await bed.pull({ models: ["org/a"], mode: "stream", volume: { directory } });
    expect(exitCode, log).toBe(0);
  });

  test.skipIf(!CAN_MOUNT)("says that the server's disk is full", async () => {
    const bed = await makeBed({ serverDiskMebibytes: 2 });
    bed.hub.publish("org/a", singleFileModel("a", 4 * 2 ** 20));
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/a"] });
    expect(exitCode, terminationMessage).toBe(6);
    expect(terminationMessage).toMatch(/FAILED: org\/a: cannot write: .*No space left on device.*Make room/);
  });
});

async function pulled(files: ReturnType<typeof singleFileModel>): Promise<{ bed: Bed; commit: string }> {
  const bed = await makeBed();
  const commit = bed.hub.publish("org/a", files);
  const { exitCode, log } = await bed.pull({ models: ["org/a"] });
  expect(exitCode, log).toBe(0);
  return { bed, commit };
}

async function target(link: string): Promise<string> {
  return join(link, "..", await readlink(link));
}
