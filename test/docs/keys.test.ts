import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MODES, OFFLINES } from "../../src/injection/settings.ts";
import { ANNOTATIONS } from "../../src/injection/target/annotation-keys.ts";
import { SERVICE_ANNOTATIONS } from "../../src/model-express/service-annotations.ts";

const page = readFileSync("docs/keys.md", "utf8");

function keysUnder(heading: string): readonly string[] {
  const [, section = ""] = page.split(`## ${heading}\n`);
  const [own = ""] = section.split("\n## ");
  return [...own.matchAll(/^\| `([-a-z]+)` \|/gm)].map(([, key = ""]) => key);
}

describe("docs/keys.md", () => {
  it("has every annotation of a pod, and no other", () => {
    expect([...keysUnder("Pod")].sort()).toEqual([...ANNOTATIONS].sort());
  });

  it("has every annotation of a Service, and no other", () => {
    expect([...keysUnder("Service of a Model Express")].sort()).toEqual([...SERVICE_ANNOTATIONS].sort());
  });

  it("has the values of the closed lists", () => {
    for (const list of [MODES, OFFLINES]) expect(page).toContain(list.map((value) => `\`${value}\``).join(", "));
  });
});
