import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { accepts, findFreePort } from "../../control-plane/bed/ports.ts";
import { makeBed } from "./bed.ts";
import { servingEnv, snapshotFolder } from "./cache-layout.ts";
import { fetchForFrontendWithDynamo } from "./consumer.ts";
import { DEFAULT_VERSION, findModelExpress, findPython, VERSIONS } from "./install.ts";
import { singleFileModel } from "./model-files.ts";
import { isInstalled } from "./shells.ts";

const python = findPython();
const canRun = python.isHere && isInstalled("redis-server");

/** A frontend asks for a model without its weights before the first worker's pull. */
describe.skipIf(!canRun).each([...VERSIONS, DEFAULT_VERSION])(
  "a pull after a request for metadata, server %s",
  (version) => {
    test.skipIf(!findModelExpress(version).isHere).each(["shared", "stream"] as const)(
      "brings the weights in mode %s",
      async (mode) => {
        const bed = await makeBed({
          version,
          ...(version === DEFAULT_VERSION ? { redisUrl: await startRedis() } : {}),
        });
        const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
        const env = {
          ...servingEnv(await bed.newVolume()),
          HF_HUB_OFFLINE: "0",
          HF_ENDPOINT: bed.hub.url,
          MODEL_EXPRESS_URL: bed.server.url,
          MODEL_EXPRESS_NO_SHARED_STORAGE: "true",
        };
        await fetchForFrontendWithDynamo({ python: python.isHere ? python.python : "", env, model: "org/a" });
        const onServer = snapshotFolder(bed.volume, "org/a", commit);
        expect([existsSync(join(onServer, "config.json")), existsSync(join(onServer, "model.safetensors"))]).toEqual([
          true,
          false,
        ]);
        const directory = mode === "shared" ? bed.volume : await bed.newVolume();
        const pod = { models: ["org/a"], mode, volume: { directory }, env: { MX_PULL_OFFLINE: "true" } };
        const { exitCode, log } = await bed.pull(pod);
        expect(exitCode, log).toBe(0);
        expect(existsSync(join(snapshotFolder(directory, "org/a", commit), "model.safetensors"))).toBe(true);
        expect(log.includes("does not deliver the weights")).toBe(version === DEFAULT_VERSION);
      },
    );
  },
);

async function startRedis(): Promise<string> {
  const port = await findFreePort();
  const child = spawn(
    "redis-server",
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    { cwd: "/tmp", stdio: "ignore" },
  );
  onTestFinished(async () => {
    child.kill();
    await once(child, "exit");
  });
  while (!(await accepts(port))) await sleep(50);
  return `redis://127.0.0.1:${port}`;
}
