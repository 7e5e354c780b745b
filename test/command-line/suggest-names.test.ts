import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSuggestion, suggestNames } from "../../src/command-line/suggest-names.ts";

const PODS = ["vllm-agg-frontend-5d8f-x2v", "vllm-agg-vllmdecodeworker-0", "vllm-agg-vllmdecodeworker-1", "router"];

describe("a name that does not exist", () => {
  test.each([
    ["vllmdecodeworker", ["vllm-agg-vllmdecodeworker-0", "vllm-agg-vllmdecodeworker-1"]],
    ["vllm-agg-vllmdecodworker-0", ["vllm-agg-vllmdecodeworker-0", "vllm-agg-vllmdecodeworker-1"]],
    ["ruoter", ["router"]],
    ["Router", ["router"]],
    ["qwen", []],
    ["", []],
  ])("%j suggests %j", (name, expected) => {
    expect(suggestNames(name, PODS)).toEqual(expected);
  });

  test("suggests at most three names, and never more work than the names are long", () => {
    const names = Array.from({ length: 50 }, (_, index) => `worker-${index}`);
    expect(suggestNames("worker", names)).toHaveLength(3);
    expect(suggestNames("w".repeat(100_000), names)).toEqual([]);
  });

  test("suggests the name of which one letter is missing, doubled or exchanged", () => {
    const named = fc.stringMatching(/^[a-z]{4,20}$/);
    fc.assert(
      fc.property(named, fc.nat(), fc.constantFrom("drop", "double"), (name, at, how) => {
        const index = at % name.length;
        const cut = how === "drop" ? index + 1 : index;
        const typed = name.slice(0, how === "drop" ? index : index + 1) + name.slice(cut);
        expect(suggestNames(typed, ["0123456789", name])[0]).toBe(name);
      }),
      { seed: 1 },
    );
  });

  test("becomes a question, or nothing", () => {
    expect(formatSuggestion("ruoter", PODS)).toBe("; did you mean router?");
    expect(formatSuggestion("qwen", PODS)).toBe("");
  });
});
