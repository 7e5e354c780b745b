import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readBytes, readLines, TooLargeError } from "../../../src/cluster/api/body.ts";

async function collect(chunks: readonly string[], most = 100): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), most))
    lines.push(line.toString());
  return lines;
}

test("lines are assembled from any pieces", async () => {
  expect(await collect(["a", "b\nc", "\n", "\nd\ne\n"])).toEqual(["ab", "c", "", "d", "e"]);
});

test("a text without a line break is not a line", async () => {
  expect(await collect(["whole\nhal", "f"])).toEqual(["whole"]);
});

test("a line that is too long fails before all of it is in memory", async () => {
  await expect(collect(["x".repeat(60), "x".repeat(60)])).rejects.toBeInstanceOf(TooLargeError);
});

test("the limit applies to each line, not to their sum", async () => {
  expect(await collect(Array.from({ length: 50 }, () => `${"x".repeat(50)}\n`))).toHaveLength(50);
});

test("a body that is too long fails", async () => {
  await expect(readBytes(Readable.from([Buffer.alloc(60), Buffer.alloc(60)]), 100)).rejects.toBeInstanceOf(
    TooLargeError,
  );
  expect(`${await readBytes(Readable.from([Buffer.from("ab"), Buffer.from("c")]), 100)}`).toBe("abc");
});
