import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";
import { SummaryReporter } from "./test/summary-reporter.ts";

// Every test that starts the program as a process pays half for it: the sources are stripped and compiled once.
process.env["NODE_COMPILE_CACHE"] ??= path.join(import.meta.dirname, "node_modules/.cache/compiled");

/** Vitest's default leaves a core to itself, although it only waits while the tests run. */
const CORES = availableParallelism();

/** Tests with real parts around them: a control plane, Model Express. They wait for programs, so they may take long. */
const REAL = {
  testTimeout: 120_000,
  hookTimeout: 240_000,
  setupFiles: ["test/set-up/require-set-up.ts"],
};

/**
 * Two files at a time, of any of the projects that share this: each starts its own programs, on ports of its own worker.
 * More than two would wait for each other on two cores. The files share a cluster that exists already.
 */
const TWO_AT_A_TIME = { ...REAL, maxWorkers: process.env["USE_EXISTING_CLUSTER"] === "true" ? 1 : 2 };

/** One file at a time: they share the machine's container engine, or its node. */
const ONE_AT_A_TIME = { ...REAL, fileParallelism: false };

export default defineConfig({
  test: {
    reporters: ["default", new SummaryReporter()],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "packages/*/test/**/*.test.ts"],
          exclude: ["test/real/**"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: CORES,
          setupFiles: ["test/set-up/fixed-seed.ts"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...TWO_AT_A_TIME,
          name: "chart",
          include: ["test/real/chart/**/*.test.ts", "test/real/kubernetes/**/*.test.ts"],
          sequence: { groupOrder: 1 },
          globalSetup: "test/real/chart/global-setup.ts",
        },
      },
      {
        test: {
          ...ONE_AT_A_TIME,
          name: "image",
          include: ["test/real/image/**/*.test.ts"],
          sequence: { groupOrder: 2 },
          globalSetup: "test/real/image/global-setup.ts",
        },
      },
      {
        test: {
          ...TWO_AT_A_TIME,
          name: "cluster",
          include: ["test/real/control-plane/**/*.test.ts"],
          sequence: { groupOrder: 1 },
          globalSetup: "test/real/control-plane/global-setup.ts",
        },
      },
      {
        test: {
          ...TWO_AT_A_TIME,
          name: "pull",
          include: ["test/real/model-express/**/*.test.ts"],
          sequence: { groupOrder: 1 },
          globalSetup: "test/real/model-express/global-setup.ts",
        },
      },
      {
        test: {
          ...REAL,
          // Each file has a namespace of its own on the one node, and mostly waits for the kubelet.
          maxWorkers: 4,
          name: "node",
          include: ["test/real/node/*.test.ts"],
          sequence: { groupOrder: 3 },
          globalSetup: "test/real/node/global-setup.ts",
        },
      },
      {
        test: {
          // These restart the node, or change what all others on it depend on.
          ...ONE_AT_A_TIME,
          name: "node-alone",
          include: ["test/real/node/alone/*.test.ts"],
          sequence: { groupOrder: 4 },
          globalSetup: "test/real/node/global-setup.ts",
        },
      },
    ],
  },
});
