import { execFileSync } from "node:child_process";
import { mkdtempSync, readSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { isPipeOrDevice, whyNoFile } from "../../src/text-files/is-file.ts";
import { readFileText } from "../../src/text-files/read-file-text.ts";
import { readText, TooLargeFile } from "../../src/text-files/read-text.ts";

vi.mock("node:fs", async (original) => {
  const actual = await original<typeof import("node:fs")>();
  return { ...actual, readSync: vi.fn(actual.readSync) };
});

const folder = mkdtempSync(join(tmpdir(), "read-text-"));
afterEach(() => vi.mocked(readSync).mockClear());
afterAll(() => rmSync(folder, { recursive: true }));

const KIB = 1024;

/** The bytes that were read. */
function countBytes(): number {
  return vi.mocked(readSync).mock.results.reduce((sum, { value }) => sum + Number(value), 0);
}

describe("a text", () => {
  test.each([0, 1, 64 * KIB, 64 * KIB + 1, 300_000])("of %i bytes is read whole", (size) => {
    const file = join(folder, "text");
    writeFileSync(file, "é".repeat(size / 2).padEnd(size / 2 + (size % 2), "x"));
    expect(Buffer.byteLength(readText(file, size))).toBe(size);
  });

  test("with one byte more than the limit is refused", () => {
    const file = join(folder, "more");
    writeFileSync(file, "x".repeat(2 * KIB + 1));
    expect(() => readText(file, 2 * KIB)).toThrow(new TooLargeFile(file, 2 * KIB));
    expect(() => readText(file, 2 * KIB)).toThrow("it has more than 2 KiB");
  });

  test("that never ends is read as far as the limit", () => {
    expect(() => readText("/dev/zero", 1024 * KIB)).toThrow("it has more than 1 MiB");
    expect(countBytes()).toBeLessThanOrEqual(1024 * KIB + 64 * KIB);
  });

  test("of 2 GB is read as far as the limit", () => {
    const file = join(folder, "huge");
    writeFileSync(file, "");
    truncateSync(file, 2e9);
    expect(() => readText(file, 1024 * KIB)).toThrow(TooLargeFile);
    expect(countBytes()).toBeLessThanOrEqual(1024 * KIB + 64 * KIB);
  });
});

test("only what can be read again is a file", () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const file = join(folder, "file");
  writeFileSync(file, "");
  const paths = [file, pipe, folder, "/dev/zero", join(folder, "absent")];
  const other = "not a file";
  expect(paths.map(whyNoFile)).toEqual([undefined, other, other, other, "no such file"]);
  expect(paths.map(isPipeOrDevice)).toEqual([false, true, false, true, false]);
  expect(() => readFileText(pipe, KIB)).toThrow("it is a pipe or device, not a file");
  expect(() => readFileText("/dev/zero", KIB)).toThrow("it is a pipe or device, not a file");
  expect(readFileText(file, KIB)).toBe("");
});
