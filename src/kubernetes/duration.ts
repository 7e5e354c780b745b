const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600 } as const;
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/gy;

/** Parses a Go duration (`90m`, `1h30m`, `2.5s`) to seconds; `undefined` if it is invalid or not positive. */
export function parseDuration(text: string): number | undefined {
  if (text.length > 32 || !DURATION.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(PART)) seconds += Number(amount) * SECONDS[unit as keyof typeof SECONDS];
  return seconds > 0 ? seconds : undefined;
}
