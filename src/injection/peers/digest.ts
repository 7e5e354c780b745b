import { createHash } from "node:crypto";

/** The first 12 hexadecimal digits of the words' SHA-256. */
export function digestWords(words: readonly string[]): string {
  return createHash("sha256").update(words.join("\0")).digest("hex").slice(0, 12);
}
