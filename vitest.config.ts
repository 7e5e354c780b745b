import { defineConfig } from "vitest/config";
import { SummaryReporter } from "./test/summary-reporter.ts";

/**
 * Tests with real parts around them: a control plane, Model Express. They wait for programs, so they may take long, and
 * the groups run one after another, because two cores are soon too busy.
 */
const REAL = { testTimeout: 120_000, hookTimeout: 240_000, fileParallelism: false };

export default defineConfig({
  test: {
    reporters: ["default", new SummaryReporter()],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [
            "test/cluster/**",
            "test/image/engine/**",
            "test/manifests/chart/**",
            "test/model-express/{pull,deployed}/**",
          ],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...REAL,
          name: "chart",
          include: ["test/manifests/chart/**/*.test.ts"],
          sequence: { groupOrder: 1 },
          globalSetup: ["test/helm/global-setup.ts", "test/kind/global-setup.ts"],
        },
      },
      {
        test: {
          ...REAL,
          name: "image",
          include: ["test/image/engine/**/*.test.ts"],
          sequence: { groupOrder: 2 },
          globalSetup: "test/image/engine/global-setup.ts",
        },
      },
      {
        test: {
          ...REAL,
          name: "cluster",
          include: ["test/cluster/**/*.test.ts"],
          sequence: { groupOrder: 3 },
          globalSetup: [
            "test/cluster/bed/global-setup.ts",
            "test/helm/global-setup.ts",
            "test/cert-manager/global-setup.ts",
            "test/kwok/global-setup.ts",
            "test/helmfile/global-setup.ts",
          ],
        },
      },
      {
        test: {
          ...REAL,
          name: "pull",
          include: ["test/model-express/{pull,deployed}/**/*.test.ts"],
          sequence: { groupOrder: 4 },
          globalSetup: "test/model-express/pull/setup.ts",
        },
      },
    ],
  },
});
