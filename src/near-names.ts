import leven from "leven";

/**
 * Names that a misspelt one may mean, the nearest first. Case, dashes, dots and underscores do not count. Costs little, however
 * long the name is: known names of another length are not compared.
 */
export function findNearNames(name: string, known: Iterable<string>): readonly string[] {
  const plain = normalize(name);
  return [...known]
    .map((candidate) => ({ candidate, edits: countEdits(plain, normalize(candidate)) }))
    .filter(({ candidate, edits }) => edits <= mostEdits(candidate))
    .sort((one, other) => one.edits - other.edits)
    .map(({ candidate }) => candidate);
}

const MOST_EDITS = 3;

/** One slip in four letters. */
function mostEdits(name: string): number {
  return Math.min(Math.max(1, Math.floor(name.length / 4)), MOST_EDITS);
}

function normalize(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ .]/g, "");
}

/** Two letters in the wrong order are one edit. */
function countEdits(one: string, other: string): number {
  // The edits are at least the difference in length.
  if (Math.abs(one.length - other.length) > MOST_EDITS) return Number.POSITIVE_INFINITY;
  const edits = leven(one, other);
  return edits === 2 && sortLetters(one) === sortLetters(other) ? 1 : edits;
}

function sortLetters(name: string): string {
  return [...name].sort().join("");
}
