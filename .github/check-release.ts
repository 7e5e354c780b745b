import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

/**
 * `node .github/check-release.ts vX.Y.Z`: checks that the package, the chart and the changelog are at that version, and
 * prints the changelog's section. It ends with 1 and a sentence for each file that is not.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const version = (positionals[0] ?? "").replace(/^v/, "");
const problems = [
  ...differs("package.json", JSON.parse(read("package.json")).version),
  ...differs(
    "the version in manifests/chart/Chart.yaml",
    /^version: (\S+)$/m.exec(read("manifests/chart/Chart.yaml"))?.[1],
  ),
  ...differs(
    "appVersion in manifests/chart/Chart.yaml",
    /^appVersion: (\S+)$/m.exec(read("manifests/chart/Chart.yaml"))?.[1],
  ),
];
const section = sectionOf(read("CHANGELOG.md"));
if (section === undefined) problems.push(`CHANGELOG.md has no section "## ${version}"`);

if (problems.length > 0) {
  for (const problem of problems) process.stderr.write(`error: ${problem}\n`);
  process.exitCode = 1;
} else process.stdout.write(`${section}\n`);

function differs(where: string, actual: string | undefined): string[] {
  return actual === version ? [] : [`${where} is ${actual}, not ${version}: change it, or tag another commit`];
}

function sectionOf(changelog: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  return sections
    .find((each) => each.split(/[\s\n]/)[0] === version)
    ?.replace(/^.*\n/, "")
    .trim();
}

function read(file: string): string {
  return readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
}
