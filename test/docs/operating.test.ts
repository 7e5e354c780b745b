import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FINDINGS } from "../../src/check/finding.ts";

const page = readFileSync(new URL("../../docs/operating.md", import.meta.url), "utf8");

test("docs/operating.md has a line for each finding that is not good news, and for no other", () => {
  const cells = [...page.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = ""]) => cell.match(/\w+/g) ?? []);
  const findings = Object.entries(FINDINGS).filter(([, { level }]) => level !== "ok");
  expect(cells.sort()).toEqual(findings.map(([code]) => code).sort());
});
