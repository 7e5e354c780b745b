import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DYNAMO } from "../../src/injection/command/engines/dynamo.ts";
import { SGLANG } from "../../src/injection/command/engines/sglang.ts";
import { TOKENSPEED } from "../../src/injection/command/engines/tokenspeed.ts";
import { TRTLLM } from "../../src/injection/command/engines/trtllm.ts";
import { VLLM } from "../../src/injection/command/engines/vllm.ts";
import { type FlagClass, flagsOfClass } from "../../src/injection/command/flag-classes.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/offline.md");

/** Returns the cells of the row that starts with a word. */
function rowOf(first: string): readonly string[] {
  const row = page.split("\n").find((line) => line.startsWith(`| ${first} |`));
  return row === undefined ? [] : row.split("|").map((cell) => cell.trim());
}

const LISTED: readonly FlagClass[] = [
  ...(["repository", "config", "adapter", "part", "file", "code", "fetch", "check"] as const),
  ...(["loader", "cache", "template", "pooling", "pipeline"] as const),
];

/** In the order of the columns. */
const PARSERS = [VLLM, SGLANG, TRTLLM, TOKENSPEED, DYNAMO];

describe("docs/offline.md", () => {
  it.each(LISTED)("lists every flag of the class %s, and no other", (kind) => {
    const listed = [...(rowOf(kind)[2] ?? "").matchAll(/`(-[^`]+)`/g)].map(([, flag]) => flag);
    expect(listed.toSorted()).toEqual(flagsOfClass(kind).toSorted());
  });

  it.each(LISTED)("lists for each engine the flags of the class %s that its parser has", (kind) => {
    const cells = rowOf(`${kind} flags`).slice(2, -1);
    const listed = cells.map((cell) => [...cell.matchAll(/`(-[^`]+)`/g)].map(([, flag]) => flag));
    expect(listed).toEqual(
      PARSERS.map(({ flags }) =>
        flagsOfClass(kind)
          .filter((flag) => flags.has(flag))
          .toSorted(),
      ),
    );
  });

  it.each(["settings", "label"] as const)("counts for each engine the flags of the class %s", (kind) => {
    const counts = PARSERS.map(({ flags }) => flagsOfClass(kind).filter((flag) => flags.has(flag)).length);
    expect(rowOf(`${kind} flags`).slice(2, -1).map(Number)).toEqual(counts);
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
