import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type FlagClass, flagsOfClass } from "../../src/injection/command/flag-classes.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/offline.md");

/** Returns the cells of the row that starts with a word. */
function rowOf(first: string): readonly string[] {
  const row = page.split("\n").find((line) => line.startsWith(`| ${first} |`));
  return row === undefined ? [] : row.split("|").map((cell) => cell.trim());
}

const LISTED: readonly FlagClass[] = [
  ...(["repository", "config", "adapter", "part", "file", "code", "fetch"] as const),
  ...(["cache", "template", "pooling", "pipeline"] as const),
];

describe("docs/offline.md", () => {
  it.each(LISTED)("lists every flag of the class %s, and no other", (kind) => {
    const listed = [...(rowOf(kind)[2] ?? "").matchAll(/`(-[^`]+)`/g)].map(([, flag]) => flag);
    expect(listed.toSorted()).toEqual(flagsOfClass(kind).toSorted());
  });

  it.each([
    ["vLLM", "vllm"],
    ["SGLang", "sglang"],
    ["Dynamo", "dynamo"],
    ["TokenSpeed", "tokenspeed"],
  ])("names the versions that the flags of %s come from", (name, file) => {
    const [, versions] =
      /versions\n\/\/ (.+)\. Do not edit\./.exec(read(`src/injection/command/engines/${file}.ts`)) ?? [];
    expect(rowOf(name)[3]).toBe(versions);
  });
});
