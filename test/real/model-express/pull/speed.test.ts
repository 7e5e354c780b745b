import { describe, expect, test } from "vitest";
import { MOUNT_PATH, makeBed } from "./bed.ts";
import { type Outcome, runInitContainer } from "./container.ts";
import { findModelExpress } from "./install.ts";
import { singleFileModel } from "./model-files.ts";

const MEBIBYTE = 2 ** 20;
const parts = findModelExpress("0.7.0");

describe.skipIf(!parts.isHere)("a pull of a model that the hub delivers slowly", () => {
  test.each(["shared", "stream"] as const)("takes hardly longer than the tool alone in mode %s", async (mode) => {
    const [tool, pull] = [await runTool(mode), await runPull(mode)];
    expect([tool.exitCode, pull.exitCode]).toEqual([0, 0]);
    console.log(`${mode}: tool ${Math.round(tool.milliseconds)} ms, pull ${Math.round(pull.milliseconds)} ms`);
    expect(pull.milliseconds / tool.milliseconds).toBeLessThanOrEqual(1.1);
  });
});

async function runTool(mode: "shared" | "stream"): Promise<Outcome> {
  const { bed, directory } = await slowBed(mode);
  return runInitContainer({
    command: [parts.isHere ? parts.cli : "", "model", "download", "--strategy", "server-only", "org/big"],
    env: {
      MODEL_EXPRESS_ENDPOINT: bed.server.url,
      MODEL_EXPRESS_CACHE_DIRECTORY: `${MOUNT_PATH}/hub`,
      MODEL_EXPRESS_NO_SHARED_STORAGE: String(mode === "stream"),
      MODEL_EXPRESS_TRANSFER_CHUNK_SIZE: "1048576",
    },
    mounts: [{ path: MOUNT_PATH, directory }],
  });
}

async function runPull(mode: "shared" | "stream"): Promise<Outcome> {
  const { bed, directory } = await slowBed(mode);
  return bed.pull({ models: ["org/big"], mode, volume: { directory } });
}

async function slowBed(mode: "shared" | "stream") {
  const bed = await makeBed();
  bed.hub.publish("org/big", singleFileModel("big", 24 * MEBIBYTE));
  bed.hub.misbehave(/safetensors/, { kind: "slow", bytesPerSecond: 2 * MEBIBYTE });
  return { bed, directory: mode === "shared" ? bed.volume : await bed.newVolume() };
}
