import picocolors from "picocolors";
import { expect, test } from "vitest";
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
  progress.report("pods");
  progress.report("instances");
  progress.end();
  const screen = written.join("").split("\r\u001b[2K");
  expect(screen).toEqual(["", "looking at pods …", "looking at instances …", ""]);
});

test("prints no progress without a terminal", () => {
  const { written, terminal: unwatched } = terminal(false);
  const progress = progressOn(unwatched);
  progress.report("pods");
  progress.end();
  expect(written).toEqual([]);
});
