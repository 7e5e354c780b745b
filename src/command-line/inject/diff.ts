import { createTwoFilesPatch } from "diff";
import type { Colors } from "../terminal.ts";

export interface Before {
  readonly name: string;
  readonly source: string;
  /** The label of the changed text. */
  readonly label?: string;
}

/** A unified diff, coloured on a terminal; empty if nothing changes. */
export function formatDiff({ name, source, label = "injected" }: Before, text: string, colors: Colors): string {
  if (source === text) return "";
  const patch = createTwoFilesPatch(name, `${name} (${label})`, source, text, undefined, undefined, { context: 3 });
  return patch
    .split("\n")
    .slice(1)
    .map((line) => paint(line, colors))
    .join("\n");
}

function paint(line: string, colors: Colors): string {
  if (line.startsWith("+++") || line.startsWith("---")) return colors.bold(line);
  if (line.startsWith("@@")) return colors.cyan(line);
  if (line.startsWith("+")) return colors.green(line);
  return line.startsWith("-") ? colors.red(line) : line;
}
