import { describe, expect, test } from "vitest";
import { type Grown, grownLists, grownTexts, IS_WHOLE } from "./cases.ts";
import { growthOf, isTooMuch, MOST_GROWTH } from "./cpu-time.ts";
import { SUBJECTS } from "./subjects.ts";

/** Four times as many are just below the limits of lists and words; the others are far below and far above. */
const CHARACTERS = IS_WHOLE ? [500, 4000, 16_000] : [4000];
const ELEMENTS = IS_WHOLE ? [250, 1000, 4000] : [1000];

/** The others take minutes of CPU: by hand. */
const WITH_TEXTS = ["a Service that is watched", "a Namespace that is watched", "a claim that is watched"];
const WITH_LISTS = [...WITH_TEXTS, "a ModelExpress that is watched", "a pod that is watched"];

/** What takes more than linear work, or throws, with the numbers. */
function findGrowth(family: Iterable<Grown>, size: number): readonly string[] {
  const found: string[] = [];
  for (const { subject, name, make } of family) {
    const growth = growthOf((each) => SUBJECTS[subject](make(each)), size);
    if (growth === undefined || !isTooMuch(growth)) continue;
    const { small, large } = growth;
    found.push(`${name}: ${small.toFixed(1)} ms for ${size}, ${large.toFixed(1)} ms for ${4 * size}`);
  }
  return found;
}

function* about(subject: string, family: Iterable<Grown>): Generator<Grown> {
  for (const each of family) if (each.subject === subject) yield each;
}

describe("four times the input takes at most six times the work", () => {
  test("and what takes more is found out", () => {
    const seen = (text: string): boolean => /\/+$/.test(text);
    const growth = growthOf((size) => () => seen(`${"/".repeat(size)}x`), 4000);
    expect(growth && growth.large / growth.small).toBeGreaterThan(MOST_GROWTH);
  });

  test.each(forEach(CHARACTERS, WITH_TEXTS))(
    "in %i characters of any text of %s",
    { timeout: 1_200_000 },
    (size, subject) => {
      expect(findGrowth(about(subject, grownTexts()), size)).toEqual([]);
    },
  );

  test.each(forEach(ELEMENTS, WITH_LISTS))(
    "in %i elements of any list or object of %s",
    { timeout: 1_200_000 },
    (size, subject) => {
      expect(findGrowth(about(subject, grownLists()), size)).toEqual([]);
    },
  );
});

function forEach(sizes: readonly number[], some: readonly string[]): readonly (readonly [number, string])[] {
  const tried = IS_WHOLE ? Object.keys(SUBJECTS) : some;
  return sizes.flatMap((size) => tried.map((subject) => [size, subject] as const));
}
