import { isKnown } from "../unknown.ts";

/** Punctuation that stands in front of digits and letters, in ASCII and in the locales of glibc since 2.28. */
const FIRST = " !\"#$%&'()*+,-./";

/** Compares texts in the order that all usual locales share, as `<` in `[[ ]]` does; `undefined` where they differ. */
export function compareTexts(left: string, right: string): number | undefined {
  if (!isKnown(left) || !isKnown(right)) return undefined;
  let at = 0;
  while (at < left.length && left[at] === right[at]) at++;
  if (at === left.length || at === right.length) return left.length - right.length;
  return compareCharacters(left.charAt(at), right.charAt(at));
}

function compareCharacters(a: string, b: string): number | undefined {
  const [first, second] = [rank(a), rank(b)];
  if (first === undefined || second === undefined) return undefined;
  if (first !== second) return first - second;
  if (first === 0 || a.toLowerCase() === b.toLowerCase()) return undefined;
  const [byCode, byLetter] = [a < b, a.toLowerCase() < b.toLowerCase()];
  if (byCode !== byLetter) return undefined;
  return byCode ? -1 : 1;
}

/** Of punctuation, digits and letters. */
function rank(char: string): number | undefined {
  if (FIRST.includes(char)) return 0;
  if (/[0-9]/.test(char)) return 1;
  return /[A-Za-z]/.test(char) ? 2 : undefined;
}
