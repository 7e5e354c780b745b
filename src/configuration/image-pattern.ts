/** The message about a rejected pattern. */
export const IMAGE_PATTERN_FORM =
  "expected a regular expression that begins with ^, without look-arounds, back-references and repeated groups, and with at most two of * and +";

const MOST_CHARACTERS = 256;
const MOST_REPETITIONS = 2;
/** A character that a backslash makes literal. */
const ESCAPED = /\\[^0-9k]/g;
/** Characters that brackets make literal. An open bracket does not compile later. */
const BRACKETED = /\[[^\]]*(?:\]|$)/g;
/** A repeated group takes exponential time; a back-reference or look-around can hide one. */
const DANGEROUS = /\)[*+{]|\\|\(\?(?!:)/;
const REPETITION = /[*+]|\{\d+,/g;

/**
 * Parses a pattern for images; `undefined` for one that could take more than quadratic time in an image's length,
 * because tenants choose the images.
 */
export function parseImagePattern(text: string): RegExp | undefined {
  if (text.length > MOST_CHARACTERS || !text.startsWith("^") || text.includes("|^")) return undefined;
  const bare = text.replaceAll(ESCAPED, "x").replaceAll(BRACKETED, "x");
  if (DANGEROUS.test(bare) || (bare.match(REPETITION)?.length ?? 0) > MOST_REPETITIONS) return undefined;
  // The anchor applies to each alternative.
  return compile(`^(?:${text.slice(1)})`);
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}

/** Dynamo's images contain the client since 1.2.1, and SGLang loads from peers since 1.3. */
export const DEFAULT_IMAGE_PATTERN =
  "^nvcr\\.io/nvidia/ai-dynamo/(?:vllm|sglang|tensorrtllm)-runtime:v?(?:1\\.(?:[3-9]|[1-9][0-9])|[2-9]|[1-9][0-9])(?:[.@+-]|$)";
