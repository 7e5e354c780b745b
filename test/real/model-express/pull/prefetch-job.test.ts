import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readPullScript } from "../../../../src/configuration/pull-script.ts";
import { readModelExpress } from "../../../../src/deployment/model-express.ts";
import { objectAt } from "../../../../src/kubernetes/json.ts";
import { parseReport, readCause, readProgress } from "../../../../src/prefetch/actual/pull-output.ts";
import { buildPullJob } from "../../../../src/prefetch/desired/pull-job.ts";
import { type Bed, makeBed } from "./bed.ts";
import { refFile } from "./cache-layout.ts";
import { type Outcome, startInitContainer } from "./container.ts";
import { findModelExpress } from "./install.ts";
import { schedule } from "./kubelet.ts";
import { shardedModel, singleFileModel } from "./model-files.ts";

const MEBIBYTE = 2 ** 20;
const settings = { script: readPullScript(), timeoutSeconds: 60 };

interface Ended extends Outcome {
  /** What the kubelet takes as the termination message: the file, else the end of the log of a failure. */
  readonly message: string;
}

/** Runs the container of the Job that brings a model, as the controller makes it. */
async function runJob(bed: Bed, model: string, { isShared = true } = {}): Promise<Ended> {
  const metadata = { namespace: "inference", name: "server", uid: "own" };
  const image = "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.7.0";
  const instance = readModelExpress({ metadata, spec: { dynamoNamespace: "global", image, pvc: { name: "models" } } });
  if (instance === undefined || !("spec" in instance)) throw new Error(instance?.problem);
  const cache = { id: "claim", isShared };
  const deployed = { ...instance, spec: { ...instance.spec, image } };
  const job = buildPullJob(deployed, { attempt: { model, number: 1 }, cache, settings });
  const pod = await schedule(objectAt(objectAt(job, "spec"), "template"), {
    claims: { models: bed.volume },
    newVolume: bed.newVolume,
  });
  const { command, env, mounts } = pod.container("model-express-pull");
  const report = join(await bed.newVolume(), "termination-log");
  const own = { MODEL_EXPRESS_ENDPOINT: bed.server.url, MX_PULL_CLI: bed.cli, MX_PULL_REPORT: report };
  const outcome = await startInitContainer({ command, env: { ...env, ...own }, mounts }).ended;
  const written = await readFile(report, "utf8").catch(() => "");
  return { ...outcome, message: written === "" && outcome.exitCode !== 0 ? outcome.terminationMessage : written };
}

describe.skipIf(!findModelExpress("0.7.0").isHere)("the Jobs of spec.models", () => {
  test("bring what the hub has, each file once, and say why the rest does not come", async () => {
    const bed = await makeBed();
    const files = shardedModel("a", 2, MEBIBYTE);
    const main = bed.hub.publish("org/a", files);
    const pinned = bed.hub.publish("org/b", singleFileModel("b", MEBIBYTE), ["v1"]);

    const [a, b, missing] = await Promise.all([
      runJob(bed, "org/a"),
      runJob(bed, "org/b@v1"),
      runJob(bed, "org/missing"),
    ]);

    expect([a?.exitCode, b?.exitCode, missing?.exitCode], a?.log).toEqual([0, 0, 3]);
    const report = parseReport(a?.message ?? "");
    expect(report.resolvedRevision).toBe(main);
    // Two shards of a MiB each, and what is small.
    expect(report.bytes).toBeGreaterThan(2 * MEBIBYTE);
    expect(report.bytes).toBeLessThan(2.2 * MEBIBYTE);
    expect(parseReport(b?.message ?? "")).toMatchObject({ resolvedRevision: pinned });
    expect(readCause(missing?.message ?? "")).toMatch(/^org\/missing: refused: .*404/);
    expect(await readFile(refFile(bed.volume, "org/a"), "utf8")).toBe(main);

    const before = { ...bed.hub.downloads() };
    expect(Object.values(before).every((count) => count === 1)).toBe(true);
    const replicas = await Promise.all(Array.from({ length: 10 }, () => bed.pull({ models: ["org/a", "org/b@v1"] })));
    expect(replicas.map(({ exitCode }) => exitCode)).toEqual(Array(10).fill(0));
    expect(bed.hub.downloads()).toEqual(before);
  });

  test("only ask the server where the claim is the server's alone", async () => {
    const bed = await makeBed();
    const commit = bed.hub.publish("org/a", singleFileModel("a", MEBIBYTE));

    const { exitCode, log, message } = await runJob(bed, "org/a", { isShared: false });

    expect(exitCode, log).toBe(0);
    expect(parseReport(message)).toEqual({ resolvedRevision: commit });
    const weights = join(bed.volume, "hub/models--org--a/snapshots", commit, "model.safetensors");
    expect((await readFile(weights)).length).toBeGreaterThan(MEBIBYTE);
    await rm(weights);
  });

  test("print what they have so far", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 4 * MEBIBYTE));
    bed.hub.misbehave(/safetensors/, { kind: "slow", bytesPerSecond: MEBIBYTE / 5 });

    const { exitCode, log } = await runJob(bed, "org/a");

    expect(exitCode, log).toBe(0);
    expect(readProgress(log)).toBeGreaterThan(0);
  });
});
