import picocolors from "picocolors";
import { expect, onTestFinished, test, vi } from "vitest";
import { progressOn } from "../../src/command-line/progress.ts";
import type { Terminal } from "../../src/command-line/terminal.ts";

function terminal(isWatched: boolean): { readonly written: string[]; readonly terminal: Terminal } {
  const written: string[] = [];
  const colors = picocolors.createColors(false);
  const err = (text: string): void => void written.push(text);
  return { written, terminal: { out: () => {}, file: () => {}, err, colors, isInteractive: false, isWatched } };
}

test("progress is one changing line on a terminal, erased at the end", () => {
  const { written, terminal: watched } = terminal(true);
  const progress = progressOn(watched);
  progress.report("looking at pods …");
  progress.report("looking at instances …");
  progress.end();
  const screen = written.join("").split("\r\u001b[2K");
  expect(screen).toEqual(["", "looking at pods …", "looking at instances …", ""]);
});

test.each(["SIGINT", "SIGTERM"] as const)("a command that ends at %s leaves no line behind", (signal) => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  onTestFinished(() => kill.mockRestore());
  const { written, terminal: watched } = terminal(true);
  const before = process.listenerCount(signal);
  progressOn(watched).report("looking at pods …");
  process.emit(signal, signal);
  expect(written.join("").endsWith("…\r\u001b[2K")).toBe(true);
  // Without our listener, the kernel's default ends the process with this signal.
  expect(kill.mock.calls).toEqual([[process.pid, signal]]);
  expect(process.listenerCount(signal)).toBe(before);
});

test("prints no progress without a terminal", () => {
  const { written, terminal: unwatched } = terminal(false);
  const progress = progressOn(unwatched);
  progress.report("pods");
  progress.end();
  expect(written).toEqual([]);
});

test("a note stays, also without a terminal", () => {
  const { written, terminal: watched } = terminal(true);
  const progress = progressOn(watched);
  progress.report("waiting, 2 s");
  progress.note("the API server is away");
  progress.report("waiting, 7 s");
  progress.end();
  expect(written.join("")).toBe(
    "\r\u001b[2Kwaiting, 2 s\r\u001b[2Kthe API server is away\n\r\u001b[2Kwaiting, 7 s\r\u001b[2K",
  );
  const unwatched = terminal(false);
  progressOn(unwatched.terminal).note("the API server is away");
  expect(unwatched.written).toEqual(["the API server is away\n"]);
});
