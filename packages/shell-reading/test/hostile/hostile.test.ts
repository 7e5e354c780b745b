import { describe, expect, it } from "vitest";
import { Budget, MOST_STEPS } from "../../src/budget.ts";
import { type Reading, readCommands } from "../../src/read-commands.ts";
import { FAMILIES, GROWING, LONGEST, PREFIXES, scriptOf } from "./families.ts";

const environment = { variables: new Map<string, string>(), isOpen: false };
const PLENTY = 1e7;
const SHORT = 1024;
/** What a program is started with is charged as fewer steps than it has characters. */
const CHARACTERS_PER_STEP = 16;

function read(argv: readonly string[], budget = new Budget()): Reading {
  return readCommands(argv, { environment, budget });
}

/** The characters that a caller has to look at. */
function measureWords(commands: Reading["commands"]): number {
  return commands.reduce((sum, { argv }) => sum + argv.reduce((length, word) => length + word.length, 0), 0);
}

/** Nothing for a script that ends at a bound: of levels, or of steps where each command doubles the work. */
function stepsOf(argv: readonly string[]): number | undefined {
  const budget = new Budget(PLENTY);
  return read(argv, budget).isExhausted ? undefined : PLENTY - budget.left;
}

describe.each(PREFIXES.map((prefix) => [prefix.slice(0, 12), prefix]))("hostile scripts behind %j", (_, prefix) => {
  it.each(FAMILIES)("of %j end, and say so if they are too much", (family) => {
    const { commands, isUnread, isExhausted } = read(scriptOf(family, LONGEST, prefix));
    if (isExhausted) expect(isUnread).toBe(true);
    expect(commands.length).toBeLessThan(new Budget().left);
    expect(measureWords(commands)).toBeLessThan(CHARACTERS_PER_STEP * MOST_STEPS);
    // So long a text is either too much, or no script, or one word.
    expect(isExhausted || isUnread || commands.length <= 1).toBe(true);
  });
});

/** How many times as many steps a text takes that is four times as long. */
function growthOf(family: string): number {
  const [short, long] = [stepsOf(scriptOf(family, SHORT)), stepsOf(scriptOf(family, 4 * SHORT))];
  return short === undefined || long === undefined ? 1 : long / short;
}

describe("the steps of hostile scripts", () => {
  it.each(FAMILIES.filter((family) => !GROWING.has(family)))("of %j grow with their length", (family) => {
    expect(growthOf(family)).toBeLessThan(5);
  });

  it.each([...GROWING])("of %j grow with its square at most", (family) => {
    expect(growthOf(family)).toBeLessThan(24);
  });
});
