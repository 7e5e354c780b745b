import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { makeBed } from "./bed.ts";
import { modelFolder, refFile, servingEnv } from "./cache-layout.ts";
import { fetchWithDynamo, loadWithHuggingFace } from "./consumer.ts";
import { runInitContainer } from "./container.ts";
import { findModelExpress, findPython } from "./install.ts";
import { shardedModel, singleFileModel } from "./model-files.ts";

const python = findPython();
const MEBIBYTE = 2 ** 20;

describe.skipIf(!findModelExpress("0.7.0").isHere)("a pull in mode shared", () => {
  test("downloads each file once for ten pods that start at once", async () => {
    const bed = await makeBed();
    const files = shardedModel("a", 3, MEBIBYTE);
    const commit = bed.hub.publish("org/a", files);
    bed.hub.misbehave(/resolve/, { kind: "slow", bytesPerSecond: 2 * MEBIBYTE });
    const pods = await Promise.all(Array.from({ length: 10 }, () => bed.pull({ models: ["org/a"] })));
    expect(pods.map(({ exitCode }) => exitCode)).toEqual(Array(10).fill(0));
    const skipped = ["README.md", "empty.txt"];
    const wanted = Object.keys(files).filter((name) => !skipped.includes(name));
    expect(bed.hub.downloads()).toEqual(Object.fromEntries(wanted.map((name) => [`org/a/${name}`, 1])));
    expect(await readFile(refFile(bed.volume, "org/a"), "utf8")).toBe(commit);
  });

  test("pulls several models and revisions in turn, and what is named twice once", async () => {
    const bed = await makeBed();
    const main = bed.hub.publish("org/a", singleFileModel("a", 1000));
    const pinned = bed.hub.publish("org/a", singleFileModel("a pinned", 1000), ["refs/pr/1"]);
    const draft = bed.hub.publish("org/draft", singleFileModel("draft", 1000));
    const { exitCode, log } = await bed.pull({ models: ["org/a", "org/a@refs/pr/1", "org/draft", "org/a@main"] });
    expect(exitCode, log).toBe(0);
    expect(log.match(/: ready at \w+/g)).toEqual([main, pinned, draft].map((commit) => `: ready at ${commit}`));
    expect(await readFile(refFile(bed.volume, "org/a", "refs/pr/1"), "utf8")).toBe(pinned);
    expect(await readFile(refFile(bed.volume, "org/a"), "utf8")).toBe(main);
  });

  test("pulls a commit by its full name", async () => {
    const bed = await makeBed();
    const old = bed.hub.publish("org/a", singleFileModel("old", 1000));
    bed.hub.publish("org/a", singleFileModel("new", 1000));
    const { exitCode, log } = await bed.pull({ models: [`org/a@${old}`] });
    expect(exitCode, log).toBe(0);
    expect(log).toContain(`ready at ${old}`);
  });

  test("tells a person how far it is while the command line tool is silent", async () => {
    const bed = await makeBed();
    bed.hub.publish("org/a", singleFileModel("a", 4 * MEBIBYTE));
    bed.hub.misbehave(/safetensors/, { kind: "slow", bytesPerSecond: MEBIBYTE / 5 });
    const { log } = await bed.pull({ models: ["org/a"] });
    expect(log).toMatch(/org\/a: working, \S+ on disk, \d+ s/);
    expect(log.split("\n").filter((line) => line && !line.startsWith("model-express-pull: "))).toEqual([]);
  });

  test("leaves nothing beside the model's own folder but that of its locks, which online look-ups need", async () => {
    const bed = await makeBed();
    bed.hub.publish("name", singleFileModel("a", 1000));
    const { exitCode } = await bed.pull({ models: ["name"] });
    expect(exitCode).toBe(0);
    expect(await readdir(bed.volume)).toEqual(["hub"]);
    expect((await readdir(`${bed.volume}/hub`)).sort()).toEqual([".locks", "models--name"]);
    expect(await readdir(`${bed.volume}/hub/.locks`)).toEqual(["models--name"]);
    expect((await readdir(modelFolder(bed.volume, "name"))).sort()).toEqual([
      ".model-express",
      "blobs",
      "refs",
      "snapshots",
    ]);
    expect(await readdir(`${modelFolder(bed.volume, "name")}/refs`)).toContain("main");
  });

  describe.skipIf(!python.isHere)("for the real consumers, offline", () => {
    const interpreter = python.isHere ? python.python : "";

    test("lets the Hugging Face client load the model, at main and at a revision", async () => {
      const bed = await makeBed();
      const main = bed.hub.publish("org/a", shardedModel("main content", 2, 1000));
      const dev = bed.hub.publish("org/a", singleFileModel("dev content", 1000), ["dev"]);
      await bed.pull({ models: ["org/a", "org/a@dev"] });
      const question = { python: interpreter, env: servingEnv(bed.volume), model: "org/a" };
      expect((await loadWithHuggingFace(question)).output).toContain(`LOADED ${main} 2 main content`);
      expect((await loadWithHuggingFace({ ...question, revision: "dev" })).output).toContain(
        `LOADED ${dev} 1 dev content`,
      );
    });

    test("lets Dynamo find the model without one request", async () => {
      const bed = await makeBed();
      const commit = bed.hub.publish("org/a", singleFileModel("a", 1000));
      await bed.pull({ models: ["org/a"] });
      const asked = bed.hub.requests();
      const env = { ...servingEnv(bed.volume), HF_ENDPOINT: bed.hub.url, MODEL_EXPRESS_URL: bed.server.url };
      const { output } = await fetchWithDynamo({ python: interpreter, env, model: "org/a" });
      expect(output).toContain(`snapshots/${commit}`);
      expect(bed.hub.requests()).toBe(asked);
    });

    test("keeps the cache free of anything that the Hugging Face client calls corrupted", async () => {
      const bed = await makeBed();
      bed.hub.publish("org/a", singleFileModel("a", 1000));
      await bed.pull({ models: ["org/a"] });
      const { output } = await scanCache(interpreter, servingEnv(bed.volume));
      expect(output).toContain("SCANNED 1 warnings 0");
    });
  });
});

function scanCache(interpreter: string, env: Record<string, string>) {
  const program =
    "from huggingface_hub import scan_cache_dir; i = scan_cache_dir(); print('SCANNED', len(i.repos), 'warnings', len(i.warnings))";
  return runInitContainer({ command: [interpreter, "-c", program], env, mounts: [] }).then(({ log }) => ({
    output: log,
  }));
}
