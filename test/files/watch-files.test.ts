import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchFiles } from "../../src/files/watch-files.ts";

let folder: string;
let watch: { close(): void } | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "watch-"));
});
afterEach(async () => {
  watch?.close();
  await rm(folder, { recursive: true });
});

const SOON = { timeout: 60_000, interval: 10 };
/** Long enough that only the system's notice arrives in time, or short enough that a poll does. */
const NEVER = 1_000_000;
const OFTEN = 20;

function changesOf(files: readonly string[], look: number): ReturnType<typeof vi.fn<() => void>> {
  const onChange = vi.fn<() => void>();
  watch = watchFiles(files, onChange, look);
  return onChange;
}

test("a rewritten file is noticed without waiting for a poll", async () => {
  const file = join(folder, "file");
  await writeFile(file, "1");
  const onChange = changesOf([file], NEVER);
  await writeFile(file, "2");
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), SOON);
});

test("a file that comes and goes is noticed each time", async () => {
  const file = join(folder, "file");
  const onChange = changesOf([file], NEVER);
  await writeFile(file, "1");
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), SOON);
  await rm(file);
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(2), SOON);
});

test("a poll finds what the system's watch cannot see: another folder behind a link", async () => {
  await mkdir(join(folder, "elsewhere"));
  await writeFile(join(folder, "elsewhere", "file"), "1");
  await mkdir(join(folder, "here"));
  await symlink("../elsewhere/file", join(folder, "here", "file"));
  const onChange = changesOf([join(folder, "here", "file")], OFTEN);
  await writeFile(join(folder, "elsewhere", "file"), "22");
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), SOON);
});

test("a poll survives what ends the system's watch: a replaced folder", async () => {
  const file = join(folder, "here", "file");
  await mkdir(join(folder, "here"));
  await writeFile(file, "1");
  const onChange = changesOf([file], OFTEN);
  await rename(join(folder, "here"), join(folder, "gone"));
  await mkdir(join(folder, "here"));
  await writeFile(file, "22");
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), SOON);
  onChange.mockClear();
  await writeFile(file, "333");
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), SOON);
});

test("a missing folder is not a failure", async () => {
  const onChange = changesOf([join(folder, "later", "file")], OFTEN);
  await mkdir(join(folder, "later"));
  await writeFile(join(folder, "later", "file"), "1");
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), SOON);
});

test("ignores other files beside them", async () => {
  const [file, another] = [join(folder, "file"), join(folder, "another")];
  await writeFile(file, "1");
  const onChange = changesOf([file], NEVER);
  const onAnother = vi.fn<() => void>();
  const second = watchFiles([another], onAnother, NEVER);
  // Both watches are notified in order: once the second has checked, so has the first.
  await writeFile(another, "1");
  await vi.waitFor(() => expect(onAnother).toHaveBeenCalled(), SOON);
  second.close();
  expect(onChange).not.toHaveBeenCalled();
});
