import { findNearNames } from "../near-names.ts";

const MOST_SUGGESTED = 3;

/** Names that a user may have meant: those of which a part was typed, then those that are spelt alike, the nearest first. */
export function suggestNames(name: string, candidates: Iterable<string>): readonly string[] {
  const names = [...candidates];
  const near = findNearNames(name, names);
  return [...new Set([...names.filter((candidate) => sharesPart(name, candidate)), ...near])].slice(0, MOST_SUGGESTED);
}

/** Such as `; did you mean a, b?`, or nothing. */
export function formatSuggestion(name: string, candidates: Iterable<string>): string {
  const suggested = suggestNames(name, candidates);
  return suggested.length === 0 ? "" : `; did you mean ${suggested.join(", ")}?`;
}

function sharesPart(name: string, candidate: string): boolean {
  const [typed, known] = [name.toLowerCase(), candidate.toLowerCase()];
  return typed.length > 2 && (known.includes(typed) || typed.includes(known));
}
