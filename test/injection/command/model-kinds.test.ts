import { expect, it } from "vitest";
import { causesInNames, findFoldersByName } from "../../../src/injection/command/model-kinds.ts";
import type { ModelReference } from "../../../src/injection/command/model-reference.ts";

const hub = (id: string): ModelReference => ({ kind: "hub", id, flag: "--model" });
const plain = (count: number): readonly ModelReference[] => Array.from({ length: count }, (_, at) => hub(`org/${at}`));

it("names a model of a kind without its organization", () => {
  expect(findFoldersByName([hub("Qwen/Qwen3-0.6B"), hub("BAAI/bge-m3")])).toEqual({ kind: "folders", word: "bge-m3" });
  expect(causesInNames([hub("fixie-ai/ultravox-v0_5")])).toEqual([{ word: "ultravox-v0_5", why: "part" }]);
});

it("reads only repositories", () => {
  expect(findFoldersByName([{ kind: "local", path: "/models/bge-m3", flag: "--model" }])).toBeUndefined();
});

it("reads the first names of a long list", () => {
  expect(causesInNames([...plain(15), hub("org/ultravox")])).toHaveLength(1);
  expect(causesInNames([...plain(16), hub("org/ultravox")])).toEqual([]);
});
