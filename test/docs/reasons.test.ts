import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isWarned, REASONS, type Reason } from "../../src/injection/reason.ts";
import { WARNINGS } from "../../src/injection/warning.ts";

const page = readFileSync(new URL("../../docs/reasons.md", import.meta.url), "utf8");
const [contents = "", ...sections] = page.split(/^## /m);
const headings = sections.map((section) => section.split("\n")[0] ?? "");

const reasons = Object.keys(REASONS) as Reason[];
const codes = [...reasons, ...Object.keys(WARNINGS)];

describe("docs/reasons.md", () => {
  test("has a section for each reason and warning, in their order, and no other", () => {
    expect(headings).toEqual(codes);
  });

  test.each(sections)("says why, and what to do: %.20s", (section) => {
    expect(section).toMatch(/^\*\*Why:\*\* \S/m);
    expect(section).toMatch(/^\*\*What to do:\*\*/m);
  });

  test("lists them by outcome", () => {
    const skips = reasons.filter((reason) => REASONS[reason].outcome === "skip");
    expect(listed("Injected")).toEqual(reasons.filter((reason) => REASONS[reason].outcome === "inject"));
    expect(listed("Left alone, as it should be")).toEqual(skips.filter((reason) => !isWarned(reason)));
    expect(listed("Left alone, because something is wrong")).toEqual(skips.filter(isWarned));
    expect(listed("Warnings")).toEqual(Object.keys(WARNINGS));
  });

  test("links each code to its section", () => {
    const links = [...page.matchAll(/\[(\w+)\]\(#([^)]*)\)/g)].map(([, code, anchor]) => ({ code, anchor }));
    expect(links).toEqual(codes.map((code) => ({ code, anchor: code.toLowerCase() })));
  });
});

/** The codes listed below the given outcome in the table of contents. */
function listed(outcome: string): string[] {
  const [, list = ""] = contents.split(`**${outcome}:**`);
  const [own = ""] = list.split(/^\*\*/m);
  return [...own.matchAll(/^- \[(\w+)\]/gm)].map(([, code = ""]) => code);
}
