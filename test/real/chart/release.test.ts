import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { buildActionlint } from "../tools/actionlint/build-actionlint.ts";

const root = path.join(import.meta.dirname, "../../..");
const workflows = readdirSync(path.join(root, ".github/workflows")).map((file) => `.github/workflows/${file}`);
const actionlint = await buildActionlint();

function checkRelease(version: string) {
  return spawnSync(process.execPath, [".github/check-release.ts", version], { cwd: root, encoding: "utf8" });
}

it.runIf(actionlint.isBuilt).each(workflows)("actionlint, with shellcheck, finds nothing in %s", (workflow) => {
  const binary = actionlint.isBuilt ? actionlint.binary : "";
  const { stdout, status } = spawnSync(binary, ["-no-color", workflow], { cwd: root, encoding: "utf8" });

  expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
});

it("the package, the chart and the changelog are at one version, and the changelog has its notes", () => {
  const { stdout, stderr, status } = checkRelease(`v${packageJson.version}`);

  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(stdout.trim()).not.toBe("");
});

it("a tag of another version is refused, with each file that differs", () => {
  const { stderr, status } = checkRelease("v99.0.0");

  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toEqual([
    expect.stringContaining("package.json"),
    expect.stringContaining("version in manifests/chart/Chart.yaml"),
    expect.stringContaining("appVersion in manifests/chart/Chart.yaml"),
    expect.stringContaining('CHANGELOG.md has no section "## 99.0.0"'),
  ]);
});
