import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { LogDestination } from "../../src/processes/log-destination.ts";

function openFile(): { readonly file: string; readonly descriptor: number } {
  const folder = mkdtempSync(join(tmpdir(), "log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "log");
  return { file, descriptor: openSync(file, "a") };
}

describe("the log", () => {
  test("is written in order, and completely when flushed", async () => {
    const { file, descriptor } = openFile();
    const log = new LogDestination(descriptor);
    const lines = Array.from({ length: 2000 }, (_, index) => `{"n":${index}}\n`);
    for (const line of lines) log.write(line);
    await log.flush(5000);
    expect(readFileSync(file, "utf8")).toBe(lines.join(""));
    closeSync(descriptor);
  });

  test("contains no control characters, but the same JSON", async () => {
    const { file, descriptor } = openFile();
    const log = new LogDestination(descriptor);
    const hostile = "\u001b[31m \u009b31m \u202e \u2028 \u007f ü 模型";
    log.write(`${JSON.stringify({ msg: hostile })}\n`);
    await log.flush(5000);
    const written = readFileSync(file, "utf8");
    expect(written.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(written).toContain("ü 模型");
    expect(JSON.parse(written)).toEqual({ msg: hostile });
    closeSync(descriptor);
  });

  test("that cannot be written does not throw, use memory or delay the exit", async () => {
    const descriptor = openSync("/dev/full", "w");
    const log = new LogDestination(descriptor);
    for (let i = 0; i < 100; i++) log.write(`${"x".repeat(100_000)}\n`);
    await log.flush(5000);
    log.write("later\n");
    await log.flush(5000);
    closeSync(descriptor);
  });
});
