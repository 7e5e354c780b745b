import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { bytesOf, linesOf, TooLargeError } from "../../../src/cluster/api/body.ts";

async function collect(chunks: readonly string[], most = 100): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), most))
    lines.push(line.toString());
  return lines;
}

test("lines are put together from whatever pieces arrive", async () => {
  expect(await collect(["a", "b\nc", "\n", "\nd\ne\n"])).toEqual(["ab", "c", "", "d", "e"]);
});

test("what has no end is no line", async () => {
  expect(await collect(["whole\nhal", "f"])).toEqual(["whole"]);
});

test("a line that is too long is an error before it is all in memory", async () => {
  await expect(collect(["x".repeat(60), "x".repeat(60)])).rejects.toBeInstanceOf(TooLargeError);
});

test("many lines may together be longer than one", async () => {
  expect(await collect(Array.from({ length: 50 }, () => `${"x".repeat(50)}\n`))).toHaveLength(50);
});

test("a body that is too long is an error", async () => {
  await expect(bytesOf(Readable.from([Buffer.alloc(60), Buffer.alloc(60)]), 100)).rejects.toBeInstanceOf(TooLargeError);
  expect(`${await bytesOf(Readable.from([Buffer.from("ab"), Buffer.from("c")]), 100)}`).toBe("abc");
});
