import { LIMITS } from "./limits.ts";

/** C0 and C1 controls, line separators, and bidirectional marks, which must not reach a terminal or a log. */
const CONTROL = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
/** `user:password@` in a URL. */
const USER = /:\/\/[^/@\s]{1,256}@/g;

/** Quotes a tenant's text for a message: short, on one line, without control characters or passwords. */
export function quoted(text: string, most = 80): string {
  return JSON.stringify(plain(text, most));
}

/** The same without quotes. A cut between the halves of a character leaves no half. */
export function plain(text: string, most: number = LIMITS.detail): string {
  const line = text
    .slice(0, most + 1)
    .replaceAll(CONTROL, " ")
    .replaceAll(USER, "://…@");
  return (line.length > most ? `${line.slice(0, most - 1)}…` : line).toWellFormed();
}
