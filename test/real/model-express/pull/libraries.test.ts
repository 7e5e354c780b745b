import { chmod, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeBed } from "./bed.ts";
import { servingEnv } from "./cache-layout.ts";
import { loadTokenizerWithTransformers, loadWithHuggingFace } from "./consumer.ts";
import { findLibraries, findModelExpress, LIBRARIES } from "./install.ts";
import { singleFileModel } from "./model-files.ts";
import { CAN_MOUNT } from "./privileges.ts";

// To the server's files, owned by uid 1000, root without capabilities is another user; it can reach the interpreter.
const ANOTHER_USER = { uid: 0, capabilities: [] } as const;

/** The smallest that transformers takes. */
const TOKENIZER = {
  "tokenizer.json": Buffer.from(
    JSON.stringify({
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: null,
      post_processor: null,
      decoder: null,
      model: { type: "WordLevel", vocab: { "<unk>": 0 }, unk_token: "<unk>" },
    }),
  ),
  "tokenizer_config.json": Buffer.from(JSON.stringify({ tokenizer_class: "PreTrainedTokenizerFast" })),
};

describe.skipIf(!findModelExpress("0.7.0").isHere).each(LIBRARIES)("after a pull, %s", (...packages) => {
  const libraries = findLibraries(packages);
  const python = libraries.isHere ? libraries.python : "";

  test.skipIf(!libraries.isHere).each(["shared", "stream"] as const)(
    "reads the model offline in mode %s",
    async (mode) => {
      const { directory, commit } = await pulled(mode);
      const { output } = await loadWithHuggingFace({ python, env: servingEnv(directory), model: "org/a" });
      expect(output).toContain(`LOADED ${commit} 1 a`);
    },
  );

  const hasTransformers = packages.some((name) => name.startsWith("transformers"));

  test.skipIf(!libraries.isHere || !hasTransformers || !CAN_MOUNT).each(["shared", "stream"] as const)(
    "builds a tokenizer as another user with a directory of its own for modules, in mode %s",
    async (mode) => {
      const { directory, modules, env } = await pulled(mode);
      const own = { ...env, HF_MODULES_CACHE: modules };
      const question = { python, env: own, model: "org/a", identity: ANOTHER_USER };
      const { exitCode, output } = await loadTokenizerWithTransformers(question);
      expect(exitCode, output).toBe(0);
      expect(output).toContain(`MODULES ${modules}`);
      await expect(stat(join(directory, "modules"))).rejects.toThrow("ENOENT");
    },
  );

  test.skipIf(!libraries.isHere || !hasTransformers || !CAN_MOUNT)(
    "needs that directory where it cannot write",
    async () => {
      const { env } = await pulled("shared");
      const { output } = await loadTokenizerWithTransformers({ python, env, model: "org/a", identity: ANOTHER_USER });
      expect(output).toMatch(/PermissionError.*modules/);
    },
  );
});

async function pulled(mode: "shared" | "stream") {
  const bed = await makeBed(CAN_MOUNT ? { serverUid: 1000 } : {});
  const commit = bed.hub.publish("org/a", { ...singleFileModel("a", 1000), ...TOKENIZER });
  const directory = mode === "shared" ? bed.volume : await bed.newVolume();
  const { exitCode, log } = await bed.pull({ models: ["org/a"], mode, volume: { directory } });
  expect(exitCode, log).toBe(0);
  const own = join(await bed.newVolume(), "own");
  await mkdir(own);
  await chmod(own, 0o777);
  const env = { ...servingEnv(directory), HOME: own };
  return { directory, commit, modules: join(own, "modules"), env };
}
