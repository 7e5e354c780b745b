import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { readPullScript } from "../../../../src/configuration/pull-script.ts";
import { mountScript } from "../script/mounted-script.ts";
import { makeBed } from "./bed.ts";
import { modelFolder, refFile, servingEnv } from "./cache-layout.ts";
import { loadWithHuggingFace } from "./consumer.ts";
import { findModelExpress, findPython } from "./install.ts";
import { shardedModel } from "./model-files.ts";

const python = findPython();
const MODES = ["shared", "stream"] as const;

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull whose script is mounted", () => {
  test.each(MODES)("is the same as with a script in the pod, in mode %s", async (mode) => {
    const bed = await makeBed();
    const commit = bed.hub.publish("org/a", shardedModel("a", 2, 1000));
    const words = await mountScript(await bed.newVolume(), readPullScript());
    const directory = mode === "shared" ? bed.volume : await bed.newVolume();
    const { exitCode, log } = await bed.pull({ models: ["org/a"], mode, words, volume: { directory } });
    expect(exitCode, log).toBe(0);
    expect(log).toContain(`org/a: ready at ${commit}`);
    expect(log).not.toContain("WARNING");
    expect(await readFile(refFile(directory, "org/a"), "utf8")).toBe(commit);
  });

  test.each(MODES)("brings the model without the script, in mode %s", async (mode) => {
    const bed = await makeBed();
    const files = shardedModel("a", 2, 1000);
    const commit = bed.hub.publish("org/a", files);
    const words = await mountScript(await bed.newVolume(), undefined);
    const directory = mode === "shared" ? bed.volume : await bed.newVolume();
    const { exitCode, log } = await bed.pull({ models: ["org/a"], mode, words, volume: { directory } });
    expect(exitCode, log).toBe(0);
    expect(log).toContain("WARNING: ConfigMap model-express-pull-");
    expect(await readFile(refFile(directory, "org/a"), "utf8")).toBe(commit);
    const folder = `${modelFolder(directory, "org/a")}/snapshots/${commit}`;
    const name = Object.keys(files).find((file) => file.endsWith(".safetensors")) ?? "";
    expect(await readFile(`${folder}/${name}`)).toEqual(Buffer.from(files[name] ?? ""));
  });

  test("without the script fails for a model that the server refuses", async () => {
    const bed = await makeBed();
    const words = await mountScript(await bed.newVolume(), undefined);
    const { exitCode, terminationMessage } = await bed.pull({ models: ["org/nope"], words });
    expect(exitCode).not.toBe(0);
    expect(terminationMessage).toContain("FAILED: org/nope: ");
  });

  test.skipIf(!python.isHere).each(MODES)(
    "without the script is enough for an offline reader, in mode %s",
    async (mode) => {
      const bed = await makeBed();
      const commit = bed.hub.publish("org/a", shardedModel("content", 2, 1000));
      const words = await mountScript(await bed.newVolume(), undefined);
      const directory = mode === "shared" ? bed.volume : await bed.newVolume();
      await bed.pull({ models: ["org/a"], mode, words, volume: { directory } });
      const interpreter = python.isHere ? python.python : "";
      const { output } = await loadWithHuggingFace({ python: interpreter, env: servingEnv(directory), model: "org/a" });
      expect(output).toContain(`LOADED ${commit} 2 content`);
    },
  );
});
