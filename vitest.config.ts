import { defineConfig } from "vitest/config";
import { SummaryReporter } from "./test/summary-reporter.ts";

/**
 * Tests with real parts around them: a control plane, Model Express. They wait for programs, so they may take long, and
 * the groups run one after another, because two cores are soon too busy.
 */
const REAL = {
  testTimeout: 120_000,
  hookTimeout: 240_000,
  fileParallelism: false,
  setupFiles: ["test/set-up/require-set-up.ts", "test/set-up/fixed-seed.ts"],
};

export default defineConfig({
  test: {
    reporters: ["default", new SummaryReporter()],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "packages/*/test/**/*.test.ts"],
          exclude: ["test/real/**"],
          testTimeout: 30_000,
          setupFiles: ["test/set-up/fixed-seed.ts"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...REAL,
          name: "chart",
          include: ["test/real/chart/**/*.test.ts", "test/real/kubernetes/**/*.test.ts"],
          sequence: { groupOrder: 1 },
          globalSetup: "test/real/chart/global-setup.ts",
        },
      },
      {
        test: {
          ...REAL,
          name: "image",
          include: ["test/real/image/**/*.test.ts"],
          sequence: { groupOrder: 2 },
          globalSetup: "test/real/image/global-setup.ts",
        },
      },
      {
        test: {
          ...REAL,
          name: "cluster",
          include: ["test/real/control-plane/**/*.test.ts"],
          sequence: { groupOrder: 3 },
          globalSetup: "test/real/control-plane/global-setup.ts",
        },
      },
      {
        test: {
          ...REAL,
          name: "pull",
          include: ["test/real/model-express/**/*.test.ts"],
          sequence: { groupOrder: 4 },
          globalSetup: "test/real/model-express/global-setup.ts",
        },
      },
      {
        test: {
          ...REAL,
          name: "node",
          include: ["test/real/node/**/*.test.ts"],
          sequence: { groupOrder: 5 },
          globalSetup: "test/real/node/global-setup.ts",
        },
      },
    ],
  },
});
