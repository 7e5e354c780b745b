import { describe, expect, it } from "vitest";
import { Budget } from "../../src/budget.ts";
import { readCommands } from "../../src/read-commands.ts";

const environment = { variables: new Map<string, string>(), isOpen: false };
const PLENTY = 1e8;

/** An argv that counts how often one of its words is looked at. */
function countLooks(words: readonly string[]): { readonly argv: readonly string[]; readonly looks: () => number } {
  let looks = 0;
  const argv = new Proxy(words, {
    get: (target, key) => {
      looks++;
      return Reflect.get(target, key);
    },
  });
  return { argv, looks: () => looks };
}

/** Looks at the words, and charged steps. */
function workOf(words: readonly string[]): number {
  const budget = new Budget(PLENTY);
  const { argv, looks } = countLooks(words);
  readCommands(argv, { environment, budget });
  return looks() + PLENTY - budget.left;
}

const WORDS = ["sh", "bash", "-c", "-S", "-u", "A=b", "a/b", "-", "--", "timeout", "./a", "xargs", "-n", "chmod", "+x"];
const STARTS = [["sh"], ["timeout"], ["env"], ["env", "-S"], ["xargs"], ["chmod"], ["nohup"], ["bash", "-s"]];

describe.each(STARTS)("a command of %s", (...start) => {
  it.each(WORDS)("and many words %j is looked at once for each", (word) => {
    const many = (count: number) => [...start, ...Array<string>(count).fill(word)];
    expect(workOf(many(2000)) / workOf(many(500))).toBeLessThan(5);
  });
});
