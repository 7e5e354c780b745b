import { describe, expect, test } from "vitest";
import { every, type Grown, grownLists, grownTexts } from "./cases.ts";
import { MOST_GROWTH, measureGrowth } from "./cpu-time.ts";
import { describeGrowth, measureFamily } from "./find-growth.ts";
import { SUBJECTS } from "./subjects.ts";

/** Four times as many are just below the limits of lists and words. */
const CHARACTERS = 4000;
const ELEMENTS = 1000;
/** By hand, all of them: `node test/bounds/measure-growth.ts`. */
const EVERY = 13;

const subjects = Object.keys(SUBJECTS) as readonly Grown["subject"][];

describe("four times the input takes at most six times the work", () => {
  test("and what takes more is found out", () => {
    const seen = (text: string): boolean => /\/+$/.test(text);
    const { small, large } = measureGrowth((size) => () => seen(`${"/".repeat(size)}x`), CHARACTERS);
    expect(large / small).toBeGreaterThan(MOST_GROWTH);
  });

  test.each(subjects)("in any text of %s", { timeout: 600_000 }, (subject) => {
    const family = every(EVERY, grownTexts("some", subject));
    expect(describeGrowth(measureFamily(family, CHARACTERS), CHARACTERS)).toEqual([]);
  });

  test.each(subjects)("in any list or object of %s", { timeout: 600_000 }, (subject) => {
    const family = grownLists("some", subject);
    expect(describeGrowth(measureFamily(family, ELEMENTS), ELEMENTS)).toEqual([]);
  });
});
