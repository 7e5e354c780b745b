import { createHash } from "node:crypto";

/** The first 12 digits of the SHA-256 of words, in hexadecimal. */
export function digestOf(words: readonly string[]): string {
  return createHash("sha256").update(words.join("\0")).digest("hex").slice(0, 12);
}
