import { execFileSync } from "node:child_process";

/** What `ParseQuantity` makes of each text: units of 10^-9, or `null` for a text that it refuses. */
export function parseReally(binary: string, texts: readonly string[]): readonly (string | null)[] {
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join("");
  const output = execFileSync(binary, { input, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string | null);
}
