import { globSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { constructedIn, constructsOne, growthOf, type Literal, literalsIn } from "./regular-expressions.ts";

const FILES = globSync(["src/**/*.ts", "packages/*/src/**/*.ts"]).sort();
/** Without one of these, a pattern reads a bounded number of characters from each place. */
const REPEATS = /[*+]|,\}/;

const literals = FILES.flatMap(literalsIn);
/** What the libraries construct when they are loaded is not ours. */
await import("zod");
const constructed: Literal[] = [];
for (const file of FILES.filter(constructsOne)) constructed.push(...(await constructedIn(file)));

const patterns = new Map(
  [...literals, ...constructed]
    .filter(({ source }) => REPEATS.test(source))
    .map((literal) => [`/${literal.source}/${literal.flags}`, literal]),
);

describe("a regular expression", () => {
  test("that takes quadratic time is found out", () => {
    const growth = (source: string) => growthOf({ source, flags: "" });
    expect([growth("\\/+$"), growth("^(\\s*)(.*)$"), growth("(a+)+$")]).toEqual([
      "2nd degree polynomial",
      "2nd degree polynomial",
      "exponential",
    ]);
  });

  test("is found in each of these files", () => {
    expect(patterns.size).toBeGreaterThan(50);
    expect(new Set(constructed.map(({ source }) => source)).size).toBeGreaterThan(7);
  });

  test.each([...patterns])("takes linear time: %s", { timeout: 300_000 }, (_pattern, literal) => {
    expect(growthOf(literal)).toMatch(/^(?:safe|linear)/);
  });
});
