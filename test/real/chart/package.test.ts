import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { version } from "../../../src/version.ts";
import { chart, findHelm, type Helm } from "../tools/helm/helm.ts";

const helm = await findHelm("v4");
const directory = mkdtempSync(path.join(tmpdir(), "chart-package-"));

afterAll(() => rmSync(directory, { recursive: true }));

it("the chart has the version of the program, whose image it names", () => {
  const { version: ofChart, appVersion } = parse(readFileSync(path.join(chart, "Chart.yaml"), "utf8"));

  expect({ ofChart, appVersion }).toEqual({ ofChart: version, appVersion: version });
});

describe.runIf(helm)("helm package", () => {
  it("packs every file of the chart, and the package renders to the same", async () => {
    const { code } = await (helm as Helm)(["package", chart, "--destination", directory]);
    const packed = path.join(directory, `model-express-injector-${version}.tgz`);
    const [ofPackage, ofFolder] = await Promise.all(
      [packed, chart].map((each) =>
        (helm as Helm)(["template", "x", each, "--include-crds"], { dashboard: { enabled: true } }),
      ),
    );

    expect(code).toBe(0);
    expect(filesIn(packed)).toEqual(filesOf(chart));
    expect(ofPackage?.code).toBe(0);
    expect(ofPackage?.out).toBe(ofFolder?.out);
  });
});

function filesIn(archive: string): string[] {
  const list = execFileSync("tar", ["--list", "--file", archive], { encoding: "utf8" }).trim().split("\n");
  return list.map((file) => file.replace(/^[^/]+\//, "")).sort();
}

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name))).sort();
}
