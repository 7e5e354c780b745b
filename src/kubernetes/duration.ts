const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600 } as const;
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/gy;

/** A Go duration is at most 292 years, in 64 bits of nanoseconds (`time.Duration`). */
const MOST_SECONDS = 2 ** 63 / 1e9;

/** Parses a Go duration (`90m`, `1h30m`, `2.5s`) to seconds; `undefined` if it is invalid, not positive, or too long. */
export function parseDuration(text: string): number | undefined {
  if (text.length > 32 || !DURATION.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(PART)) seconds += Number(amount) * SECONDS[unit as keyof typeof SECONDS];
  return seconds > 0 && seconds < MOST_SECONDS ? seconds : undefined;
}

const UNITS = [
  [86_400, "d"],
  [3600, "h"],
  [60, "m"],
  [1, "s"],
] as const;

/** Formats a duration for messages, in its two largest units: `45s`, `12m`, `1h30m`, `3d4h`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = UNITS.findIndex(([size]) => whole >= size);
  if (first === -1) return "0s";
  let rest = whole;
  const parts = UNITS.slice(first, first + 2).map(([size, unit]) => {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount === 0 ? "" : `${amount}${unit}`;
  });
  return parts.join("");
}
