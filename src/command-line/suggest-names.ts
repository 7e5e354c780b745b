import leven from "leven";

const MOST_SUGGESTED = 3;

/** Names that a user may have meant, the nearest first: they contain the name, are contained in it, or are spelt alike. */
export function suggestNames(name: string, candidates: Iterable<string>): readonly string[] {
  const mostEdits = Math.max(2, Math.floor(name.length / 5));
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: measure(name.toLowerCase(), candidate.toLowerCase(), mostEdits) }))
    .filter(({ distance }) => distance <= mostEdits)
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, MOST_SUGGESTED)
    .map(({ candidate }) => candidate);
}

/** Such as `; did you mean a, b?`, or nothing. */
export function formatSuggestion(name: string, candidates: Iterable<string>): string {
  const suggested = suggestNames(name, candidates);
  return suggested.length === 0 ? "" : `; did you mean ${suggested.join(", ")}?`;
}

/** A name of which a part was typed comes before any misspelt one. */
function measure(name: string, candidate: string, mostEdits: number): number {
  if (name.length > 2 && (candidate.includes(name) || name.includes(candidate))) return 0;
  // The edits are at least the difference in length.
  if (Math.abs(name.length - candidate.length) > mostEdits) return Number.POSITIVE_INFINITY;
  return leven(name, candidate);
}
