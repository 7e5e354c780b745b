import { describe, expect, test } from "vitest";
import { MOUNT_PATH, makeBed } from "./bed.ts";
import { type Outcome, runInitContainer } from "./container.ts";
import { findModelExpress } from "./install.ts";
import { singleFileModel } from "./model-files.ts";

const MEBIBYTE = 2 ** 20;
const parts = findModelExpress("0.7.0");

interface Measured extends Outcome {
  /** How often each file was downloaded from the hub. */
  readonly downloads: Readonly<Record<string, number>>;
}

describe.skipIf(!parts.isHere)("a pull of a model that the hub delivers slowly", () => {
  // The times are for people: a test that fails on a busy machine says nothing.
  test.each(["shared", "stream"] as const)("downloads what the tool alone does in mode %s", async (mode) => {
    const [tool, pull] = [await runTool(mode), await runPull(mode)];
    console.log(`${mode}: tool ${Math.round(tool.milliseconds)} ms, pull ${Math.round(pull.milliseconds)} ms`);
    expect([tool.exitCode, pull.exitCode]).toEqual([0, 0]);
    expect(Object.keys(pull.downloads)).not.toHaveLength(0);
    expect(pull.downloads).toEqual(tool.downloads);
  });
});

async function runTool(mode: "shared" | "stream"): Promise<Measured> {
  const { bed, directory } = await slowBed(mode);
  const outcome = await runInitContainer({
    command: [parts.isHere ? parts.cli : "", "model", "download", "--strategy", "server-only", "org/big"],
    env: {
      MODEL_EXPRESS_ENDPOINT: bed.server.url,
      MODEL_EXPRESS_CACHE_DIRECTORY: `${MOUNT_PATH}/hub`,
      MODEL_EXPRESS_NO_SHARED_STORAGE: String(mode === "stream"),
      MODEL_EXPRESS_TRANSFER_CHUNK_SIZE: "1048576",
    },
    mounts: [{ path: MOUNT_PATH, directory }],
  });
  return { ...outcome, downloads: bed.hub.downloads() };
}

async function runPull(mode: "shared" | "stream"): Promise<Measured> {
  const { bed, directory } = await slowBed(mode);
  const outcome = await bed.pull({ models: ["org/big"], mode, volume: { directory } });
  return { ...outcome, downloads: bed.hub.downloads() };
}

async function slowBed(mode: "shared" | "stream") {
  const bed = await makeBed();
  bed.hub.publish("org/big", singleFileModel("big", 24 * MEBIBYTE));
  bed.hub.misbehave(/safetensors/, { kind: "slow", bytesPerSecond: 2 * MEBIBYTE });
  return { bed, directory: mode === "shared" ? bed.volume : await bed.newVolume() };
}
