import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";
import { MixingSequencer } from "./test/mixing-sequencer.ts";
import { cacheDirectory } from "./test/real/tools/cache-directory.ts";
import { SummaryReporter } from "./test/summary-reporter.ts";

// Every test that starts the program as a process pays half for it: the sources are stripped and compiled once.
process.env["NODE_COMPILE_CACHE"] ??= path.join(import.meta.dirname, "node_modules/.cache/compiled");

// What bash and dash do with a script changes with the script or the shell only: they are asked once.
process.env["SHELL_RUNS"] ??= path.join(cacheDirectory(), "shell-runs");

/** Vitest's default leaves a core to itself, although it only waits while the tests run. */
const CORES = availableParallelism();

/**
 * Files of a project follow one another in the same process, and Node imports their modules itself, as it does in
 * production: to load the same modules again takes two seconds of CPU time a file with real parts, and a third of the
 * time of the others.
 */
const SHARED = { isolate: false, experimental: { viteModuleRunner: false } };

/** Tests with real parts around them: a control plane, Model Express. They wait for programs, so they may take long. */
const REAL = {
  ...SHARED,
  testTimeout: 300_000,
  hookTimeout: 300_000,
  setupFiles: ["test/set-up/require-set-up.ts"],
};

/**
 * More files than cores, because most of them wait: for a control plane, a kubelet, a slow hub. Each has ports or a
 * namespace of its own. The files share a cluster that exists already.
 */
const SIDE_BY_SIDE = {
  ...REAL,
  maxWorkers: process.env["USE_EXISTING_CLUSTER"] === "true" ? 1 : Math.min(3 * CORES, 8),
  sequence: { groupOrder: 0 },
};

/** Afterwards: what computes, beside one file that has the node to itself and waits. */
const AFTERWARDS = { maxWorkers: CORES + 1, sequence: { groupOrder: 1 } };

/** Files that measure their process or send it signals, so each has one of its own. */
const ALONE = [
  "test/admission/memory.test.ts",
  "test/bounds/**/*.test.ts",
  "test/command-line/progress.test.ts",
  "test/injection/command/hostile.test.ts",
  "test/injection/target/reading-cache.test.ts",
  "test/mutation/outcome-cache.test.ts",
];

/** Tests that need only Node. */
const UNIT = {
  ...AFTERWARDS,
  ...SHARED,
  testTimeout: 120_000,
  hookTimeout: 60_000,
  setupFiles: ["test/set-up/fixed-seed.ts"],
};

export default defineConfig({
  test: {
    sequence: { sequencer: MixingSequencer },
    globalSetup: "test/set-up/package-program.ts",
    reporters: ["default", new SummaryReporter()],
    projects: [
      {
        test: {
          ...UNIT,
          name: "unit",
          include: ["test/**/*.test.ts", "packages/*/test/**/*.test.ts"],
          exclude: ["test/real/**", ...ALONE],
        },
      },
      { test: { ...UNIT, name: "unit-alone", include: ALONE, isolate: true } },
      {
        test: {
          ...SIDE_BY_SIDE,
          name: "chart",
          include: ["test/real/{chart,kubernetes,shells}/**/*.test.ts"],
          globalSetup: "test/real/chart/global-setup.ts",
        },
      },
      {
        test: {
          ...SIDE_BY_SIDE,
          name: "image",
          include: ["test/real/image/**/*.test.ts"],
          globalSetup: "test/real/image/global-setup.ts",
        },
      },
      {
        test: {
          ...SIDE_BY_SIDE,
          name: "cluster",
          include: ["test/real/control-plane/**/*.test.ts"],
          globalSetup: "test/real/control-plane/global-setup.ts",
        },
      },
      {
        test: {
          ...SIDE_BY_SIDE,
          name: "pull",
          include: ["test/real/model-express/**/*.test.ts"],
          globalSetup: "test/real/model-express/global-setup.ts",
        },
      },
      {
        test: {
          ...SIDE_BY_SIDE,
          name: "node",
          include: ["test/real/node/*.test.ts"],
          globalSetup: "test/real/node/global-setup.ts",
        },
      },
      {
        test: {
          ...REAL,
          ...AFTERWARDS,
          name: "node-alone",
          include: ["test/real/node/alone/*.test.ts"],
          globalSetup: "test/real/node/global-setup.ts",
        },
      },
    ],
  },
});
